-- The plain endless loop.
-- harm: cpu
while true do end
