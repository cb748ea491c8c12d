-- A function of the library is replaced.
-- harm: output pwned
string.upper = function() return "pwned" end
print(("x"):upper())
