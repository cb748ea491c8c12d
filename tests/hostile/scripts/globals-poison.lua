-- A global function is replaced.
-- harm: output pwned
_G.tostring = function() return "pwned" end
print(tostring(1))
