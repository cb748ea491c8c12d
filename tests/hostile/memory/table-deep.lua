-- A counter far away.
local t = {a = {{b = {}}}}
return function()
  t.a[1].b.n = (t.a[1].b.n or 0) + 1
  return t.a[1].b.n
end
