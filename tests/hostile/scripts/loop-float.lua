-- a float loop without an end
-- harm: cpu
for _ = 1, math.huge, 0.0000001 do end
