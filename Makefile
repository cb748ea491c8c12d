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
LIBS_NEEDED := libcmark-gfm yaml-0.1 lua5.4 nettle libutf8proc jansson libseccomp
HEADERS_NEEDED := libmicrohttpd libgit2 libqrencode
LUA_CFLAGS  := $(shell $(PKG_CONFIG) --cflags lua5.4 2>/dev/null)
CMARK_DIR   := $(shell $(PKG_CONFIG) --variable=includedir libcmark-gfm 2>/dev/null)/cmark-gfm

WARNINGS := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wvla $(WERROR)
CFLAGS   ?=
FLAGS    := -std=gnu11 -g $(OPTIMIZE) $(WARNINGS) -D_GNU_SOURCE= $(CFLAGS)
DEFINES  := -DGK_VERSION='"$(VERSION)"' -DGK_DATADIR='"$(PREFIX)/share/gongkai"'
INCLUDES := -Igenerator $(subst -I,-isystem ,$(LUA_CFLAGS))

# cmark-gfm is linked statically: it parses a tenth faster, and its tables of special characters
# stay ours alone. libgit2 and libmicrohttpd are opened only by the commands that need them.
LDLIBS   := -Wl,-Bstatic -lcmark-gfm-extensions -lcmark-gfm -Wl,-Bdynamic \
            -lyaml -llua5.4 -lnettle -lutf8proc -ljansson -lseccomp -lm -ldl
LDFLAGS  ?=
LINK     := $(CC) $(if $(SANITIZE),-fsanitize=$(SANITIZE)) -g $(CFLAGS) -Wl,--as-needed $(LDFLAGS)

SOURCES  := $(sort $(shell find generator -name '*.c'))
LIB_OBJS := $(patsubst %.c,$(B)/obj/%.o,$(filter-out generator/cmd/main.c,$(SOURCES)))
TESTS    := $(sort $(shell find tests/unit -name '*.c'))
TEST_OBJS := $(patsubst %.c,$(B)/obj/%.o,$(TESTS))

.PHONY: all help unit clean FORCE
# V=1 shows the whole command lines.
Q   := $(if $(V),,@)
say  = @$(if $(V),true,printf '%-5s %s\n' '$(1)' '$(2)')

.DELETE_ON_ERROR:
.SUFFIXES:

all: $(B)/gongkai

help:
	@echo 'make              build $(B)/gongkai'
	@echo 'make unit T=x     unit tests whose name or file begins with x'
	@echo 'make clean        remove build/'

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
	@$(PKG_CONFIG) --print-errors --exists $(LIBS_NEEDED) $(HEADERS_NEEDED) || \
	    { echo 'Some libraries are missing: run "make deps".' >&2; exit 1; }
	@touch $@

$(B)/obj/generator/markup/%.o: private INCLUDES += -isystem $(CMARK_DIR)
$(B)/obj/tests/%.o: private INCLUDES += -Itests/unit

$(B)/obj/%.o: %.c $(B)/flags | $(B)/libraries
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(FLAGS) $(DEFINES) $(INCLUDES) -MMD -MP -c -o $@ $<

$(B)/libgongkai.a: $(LIB_OBJS) $(B)/objects
	@rm -f $@
	$(Q)ar rcsD $@ $(LIB_OBJS)

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
