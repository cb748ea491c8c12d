-- Every string of the state gets another method.
-- harm: output pwned
getmetatable("").__index = {upper = function() return "pwned" end}
print(("x"):upper())
