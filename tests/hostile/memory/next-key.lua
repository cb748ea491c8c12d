-- The first key differs from run to run.
return function()
  local t = {}
  for c in ("abcdefghijklmnopqrstuvwxyz"):gmatch(".") do t["key" .. c] = c end
  return (next(t))
end
