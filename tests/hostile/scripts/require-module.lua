-- A module of the host.
-- harm: output done
package.path = "./?.lua"
require("script")
