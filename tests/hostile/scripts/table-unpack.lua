-- As many results as fit, again and again.
-- harm: cpu
while true do select("#", table.unpack({}, 1, 200000)) end
