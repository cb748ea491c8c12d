-- Counting from the start for every character.
-- harm: cpu
local s = ("字"):rep(1000000)
for i = 1, 1000000 do utf8.offset(s, i) end
