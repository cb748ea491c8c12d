-- The widest numbers that there are.
-- harm: cpu
while true do string.format("%99.99f%99.99f%99.99f", 1e300, 1e300, 1e300) end
