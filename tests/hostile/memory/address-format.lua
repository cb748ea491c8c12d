-- A format shows where something is.
return function() return string.format("%p", {}) end
