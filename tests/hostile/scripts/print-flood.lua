-- Prints without end.
-- harm: cpu
while true do print(("x"):rep(1000)) end
