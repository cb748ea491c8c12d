-- A move of a thousand million nothings.
-- harm: cpu
return table.move({}, 1, 1000000000, 2)
