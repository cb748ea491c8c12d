-- Random numbers.
return function() return math.random(1 << 40) end
