-- A long text, many times.
-- harm: memory
return string.format(("%s"):rep(200), table.unpack({}, 1, 0), (function()
  local t, s = {}, ("x"):rep(5000000)
  for i = 1, 199 do t[i] = s end
  return table.unpack(t)
end)())
