-- The order of keys differs from run to run.
return function()
  local t, names = {}, {}
  for c in ("abcdefghijklmnopqrstuvwxyz"):gmatch(".") do t["key" .. c] = c end
  for name in pairs(t) do names[#names + 1] = name end
  return table.concat(names)
end
