# gongkai: build, test, install. `make` builds; `make help` lists the rest.

VERSION   := 0.1.0
PREFIX    ?= /usr/local
DESTDIR   ?=
CC        := $(if $(filter default,$(origin CC)),gcc,$(CC))
WERROR    ?= -Werror
SANITIZE  ?=

# Sanitized objects never mix with the others: they live in a folder of their own.
comma     := ,
ifeq ($(SANITIZE),)
B         := build
OPTIMIZE  := -O2 -D_FORTIFY_SOURCE=2 -fstack-protector-strong
else
B         := build/$(if $(filter address$(comma)undefined,$(SANITIZE)),asan,san-$(subst $(comma),-,$(SANITIZE)))
OPTIMIZE  := -O1 -fsanitize=$(SANITIZE) -fno-sanitize-recover=all -fno-omit-frame-pointer
endif

PKG_CONFIG  ?= pkg-config
LIBS_NEEDED := libcmark-gfm yaml-0.1 nettle libutf8proc jansson libseccomp lua5.4 libqrencode libpng libgit2
CMARK_DIR   := $(shell $(PKG_CONFIG) --variable=includedir libcmark-gfm 2>/dev/null)/cmark-gfm
LUA_DIR     := $(shell $(PKG_CONFIG) --variable=includedir lua5.4 2>/dev/null)/lua5.4

WARNINGS := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wvla $(WERROR)
CFLAGS   ?=
FLAGS    := -std=gnu11 -g $(OPTIMIZE) $(WARNINGS) -D_GNU_SOURCE= $(CFLAGS)
DEFINES  := -DGK_VERSION='"$(VERSION)"' -DGK_DATADIR='"$(PREFIX)/share/gongkai"'
INCLUDES := -Igenerator

# cmark-gfm is linked statically: it parses a tenth faster, and its tables of special characters
# stay ours alone. So is Lua: what opens files and runs programs is not linked at all.
LDLIBS   := -Wl,-Bstatic -lcmark-gfm-extensions -lcmark-gfm -llua5.4 -Wl,-Bdynamic \
            -lyaml -lnettle -lutf8proc -ljansson -lseccomp -lqrencode -lpng16 -lm
LDFLAGS  ?=
LINK     := $(CC) $(if $(SANITIZE),-fsanitize=$(SANITIZE)) -g $(CFLAGS) -Wl,--as-needed $(LDFLAGS)

SOURCES  := $(sort $(shell find generator -name '*.c'))
LIB_OBJS := $(patsubst %.c,$(B)/obj/%.o,$(filter-out generator/cmd/main.c,$(SOURCES)))
TESTS    := $(sort $(shell find tests/unit -name '*.c'))
TEST_OBJS := $(patsubst %.c,$(B)/obj/%.o,$(TESTS))

# Debian 12 names. What the tests need beyond the program's own is apart: a portal needs none of it.
BUILD_PACKAGES := gcc libc6-dev pkg-config libcmark-gfm-dev libcmark-gfm-extensions-dev libyaml-dev \
    nettle-dev libutf8proc-dev libjansson-dev libseccomp-dev liblua5.4-dev \
    libqrencode-dev libpng-dev libgit2-dev libgit2-1.5 \
    libcurl4-openssl-dev libzip-dev $(if $(filter x86_64,$(shell uname -m)),libipsec-mb-dev)
TEST_PACKAGES := jing python3-feedparser python3-icalendar zbar-tools librsvg2-bin python3 lua5.4 git curl cmark-gfm libxml2-utils default-jre-headless \
    nginx-light chromium poppler-utils fonts-noto-cjk \
    openssh-client rclone unzip apache2-bin caddy

.PHONY: all help deps test-deps site unit test run-tests shots bench install uninstall format clean FORCE
# V=1 shows the whole command lines.
Q   := $(if $(V),,@)
say  = @$(if $(V),true,printf '%-5s %s\n' '$(1)' '$(2)')

.DELETE_ON_ERROR:
# Kept, though only patterns name them.
.SECONDARY: $(patsubst %.c,$(B)/obj/%.o,$(wildcard tests/bench/*.c tests/fuzz/*.c))
.SUFFIXES:

all: $(B)/gongkai

help:
	@echo 'make              build $(B)/gongkai'
	@echo 'make site         install what is missing, build, and build content/ into public/'
	@echo 'make test         install what the tests need and run them all; T=name runs one,'
	@echo '                  UPDATE=1 rewrites golden output, SANITIZE=address,undefined checks memory'
	@echo 'make unit T=x     unit tests whose name or file begins with x'
	@echo 'make shots        pictures of every page type into $(B)/shots; T="home notice" makes these'
	@echo 'make bench        compare with the floor; BENCH=100k adds the large portal'
	@echo 'make install      program, themes, plugins, man page, completion; PREFIX and DESTDIR'
	@echo 'make uninstall    remove what install put there'
	@echo 'make clean        remove build/'

# $(call packages,LIST): installs the Debian packages of LIST that are not there. A first failure
# may only mean that the lists of a fresh system are empty or old, so it is tried again after an
# update. Where there is no apt-get, the names are printed and the work stops, unless $(2) succeeds.
define packages
@if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then \
    ($(2)) >/dev/null 2>&1 && exit 0; \
    echo 'This is not Debian. Please install what these Debian packages hold, then try again:' >&2; \
    echo '  $(strip $(1))' >&2; exit 1; \
fi; \
missing=; \
for p in $(1); do \
    case "$$(dpkg-query -W -f='$${db:Status-Abbrev}' $$p 2>/dev/null)" in \
    ?i*) ;; *) missing="$$missing $$p" ;; esac; \
done; \
[ -n "$$missing" ] || exit 0; \
sudo=; if [ "$$(id -u)" != 0 ]; then \
    sudo=$$(command -v sudo) || { echo "Please install as root:$$missing" >&2; exit 1; }; \
fi; \
echo "Installing:$$missing"; \
get="$$sudo env DEBIAN_FRONTEND=noninteractive apt-get -q -y"; \
$$get install --no-install-recommends $$missing || \
    { $$get update && $$get install --no-install-recommends $$missing; }
endef

deps:
	$(call packages,$(BUILD_PACKAGES),command -v $(CC) && $(PKG_CONFIG) --exists $(LIBS_NEEDED))

# Node comes from Debian only where there is none yet; a newer one from elsewhere conflicts with
# Debian's npm package.
test-deps: deps
	$(call packages,$(TEST_PACKAGES) $(if $(shell command -v npm),,nodejs npm ca-certificates),command -v python3 && command -v git)
	@$(MAKE) --no-print-directory build/node/ready || \
	    echo 'npm is out of reach: the tests that need its packages will be skipped.' >&2

build/node/ready: tests/node/package.json tests/node/package-lock.json
	@mkdir -p $(@D)
	$(call say,NPM,$(@D))
	$(Q)cp $^ $(@D)/
	$(Q)cd $(@D) && npm ci --ignore-scripts --omit=dev --no-fund --no-audit --loglevel=error
	@touch $@

# The sub-make reads pkg-config again, which may have been installed a moment ago. The sample's
# rosters are copied: builds write seals beside them.
site: deps
	@$(MAKE) --no-print-directory all
	@rm -rf build/private && cp -R tests/private build/
	@build/gongkai build content -o public --private build/private/xinghu-lib --stats build/site.json
	@printf '\npublic: %s pages. To look at them: build/gongkai serve content\n' \
	    "$$(sed -n 's/.*"pages": *\([0-9][0-9]*\).*/\1/p' build/site.json | head -n 1)"

test: test-deps
	@$(MAKE) --no-print-directory run-tests

run-tests: $(B)/gongkai $(B)/tests/unit $(B)/tests/inject.so $(B)/tests/gongkai-ungated $(B)/tests/bench-generate
	@MAKE='$(MAKE)' GK_BUILD=$(B) UPDATE='$(UPDATE)' python3 tests/run $(T)

shots: test-deps
	@$(MAKE) --no-print-directory all
	@GK_BUILD=$(B) tests/browser/shots $(T)

bench: deps
	@$(MAKE) --no-print-directory all $(B)/tests/bench-generate $(B)/tests/bench-floor $(B)/tests/bench-history
	@GK_BUILD=$(B) BENCH='$(BENCH)' python3 tests/bench/run

$(B)/tests/bench-%: $(B)/obj/tests/bench/%.o $(B)/libgongkai.a $(B)/flags
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(LINK) -o $@ $(filter %.o %.a,$^) $(LDLIBS)

$(B)/tests/fuzz-%: $(B)/obj/tests/fuzz/%.o $(B)/obj/tests/fuzz/driver.o $(B)/libgongkai.a $(B)/flags
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(LINK) -o $@ $(filter %.o %.a,$^) $(LDLIBS)

# The program with the gate for names open, so that the canaries can show that they would notice.
$(B)/obj/tests/open_gate.o: generator/model/publicity_gate.c $(B)/flags | $(B)/libraries
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(CC) $(FLAGS) $(DEFINES) $(INCLUDES) -DGK_TEST_OPEN_GATE -MMD -MP -c -o $@ $<

$(B)/tests/gongkai-ungated: $(B)/obj/generator/cmd/main.o $(B)/obj/tests/open_gate.o $(B)/libgongkai.a $(B)/flags
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(LINK) -o $@ $(filter %.o %.a,$^) $(LDLIBS)

# Loaded into the program by the tests of faults.
$(B)/tests/inject.so: tests/fault/inject.c $(B)/flags
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CC) -std=gnu11 -g -O1 $(WARNINGS) -D_GNU_SOURCE= -fPIC -shared -o $@ $< -ldl

SHARE := $(DESTDIR)$(PREFIX)/share
COMPLETIONS := bash:bash-completion/completions/gongkai zsh:zsh/site-functions/_gongkai

UNITS := $(DESTDIR)$(PREFIX)/lib/systemd/system
UNIT_FILES := gongkai@.service gongkai@.timer gongkai-publish@.service gongkai-verify@.service gongkai-verify@.timer

# Themes and plugins go without their tests. The tables of holidays are those of the sample portal. The man page and the completions are the program's
# own words, so that they cannot fall behind it.
install: all
	install -D -m 755 $(B)/gongkai $(DESTDIR)$(PREFIX)/bin/gongkai
	@for f in $$(find themes plugins -type f -not -path '*/tests/*' \
	    -not -name '*_test.lua' -not -path '*/testdata/*' 2>/dev/null); do \
	    install -D -m 644 "$$f" "$(SHARE)/gongkai/$$f" || exit 1; \
	done
	@for f in $$(find content/data/holidays -type f); do \
	    install -D -m 644 "$$f" "$(SHARE)/gongkai/$$f" || exit 1; \
	done
	@mkdir -p $(B)/share
	@for f in $(UNIT_FILES) refresh; do \
	    sed 's|@PREFIX@|$(PREFIX)|g' generator/systemd/$$f > $(B)/share/$$f || exit 1; \
	done
	@install -D -m 644 -t $(UNITS) $(UNIT_FILES:%=$(B)/share/%)
	@install -D -m 755 $(B)/share/refresh $(SHARE)/gongkai/refresh
	@if $(B)/gongkai help --man > $(B)/share/gongkai.1; then \
	    install -D -m 644 $(B)/share/gongkai.1 $(SHARE)/man/man1/gongkai.1; fi
	@for c in $(COMPLETIONS); do \
	    if $(B)/gongkai help --completion $${c%%:*} > $(B)/share/completion; then \
	        install -D -m 644 $(B)/share/completion $(SHARE)/$${c#*:} || exit 1; fi; \
	done

# Several versions of clang-format disagree about details; that of Debian 12 decides.
format:
	clang-format -i $$(find generator tests -name '*.[ch]')

uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/gongkai $(SHARE)/man/man1/gongkai.1
	rm -f $(UNIT_FILES:%=$(UNITS)/%)
	rm -f $(foreach c,$(COMPLETIONS),$(SHARE)/$(lastword $(subst :, ,$(c))))
	rm -rf $(SHARE)/gongkai

# Rewritten only when it would differ, so that objects follow a change of flags or of the list of
# files, and nothing is built twice for an edit elsewhere in this file.
define remember
@mkdir -p $(@D); printf '%s\n' '$(subst ','\'',$(1))' | cmp -s - $@ || printf '%s\n' '$(subst ','\'',$(1))' > $@
endef

$(B)/flags: FORCE
	$(call remember,$(CC) $(FLAGS) $(DEFINES) $(INCLUDES) $(LDLIBS) $(LDFLAGS))
$(B)/objects: FORCE
	$(call remember,$(LIB_OBJS))
$(B)/test-objects: FORCE
	$(call remember,$(TEST_OBJS))

# A missing library is said once, by name, before the compiler says it in its own words.
$(B)/libraries:
	@mkdir -p $(@D)
	@$(PKG_CONFIG) --print-errors --exists $(LIBS_NEEDED) || \
	    { echo 'Some libraries are missing: run "make deps".' >&2; exit 1; }
	@touch $@

$(B)/obj/generator/markup/%.o: private INCLUDES += -isystem $(CMARK_DIR)
$(B)/obj/generator/script/%.o: private INCLUDES += -isystem $(LUA_DIR)
$(B)/obj/tests/%.o: private INCLUDES += -Itests/unit -isystem $(CMARK_DIR)

$(B)/obj/%.o: %.c $(B)/flags | $(B)/libraries
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(FLAGS) $(DEFINES) $(INCLUDES) -MMD -MP -c -o $@ $<

# Under a name of its own first: another make may read or make it at the same time.
$(B)/libgongkai.a: $(LIB_OBJS) $(B)/objects
	$(Q)new=$@.$$$$; ar rcsD $$new $(LIB_OBJS) && mv $$new $@

$(B)/gongkai: $(B)/obj/generator/cmd/main.o $(B)/libgongkai.a $(B)/flags
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(LINK) -o $@ $(filter %.o %.a,$^) $(LDLIBS)

$(B)/tests/unit: $(TEST_OBJS) $(B)/libgongkai.a $(B)/test-objects $(B)/flags
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(LINK) -o $@ $(filter %.o %.a,$^) $(LDLIBS)

unit: $(B)/tests/unit
	$(Q)$(B)/tests/unit $(T)

clean:
	rm -rf build

-include $(shell find $(B)/obj -name '*.d' 2>/dev/null)
