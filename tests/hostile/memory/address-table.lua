-- A table shows where it is.
return function() return tostring({}) end
