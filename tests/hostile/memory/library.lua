-- A counter in the library.
return function()
  string.n = (string.n or 0) + 1
  return string.n
end
