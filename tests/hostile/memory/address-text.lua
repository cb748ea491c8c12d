-- A format of a table shows it too.
return function() return string.format("%s", {}) end
