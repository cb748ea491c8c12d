-- A function shows where it is.
return function() return tostring(function() end) end
