-- An iterator over a text goes on.
local next_letter = ("abcdef"):gmatch(".")
return function() return (next_letter()) end
