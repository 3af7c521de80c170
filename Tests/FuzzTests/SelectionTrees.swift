import FuzzSupport
import Testing

/// Trees in which the choice of units mattered: the default run finds what `--exhaustive` finds,
/// and these sites. All but the first were met by chance (`sc-fuzz trees`) and made as small as
/// they can be; `sc-fuzz tree FILE` runs such a text.
@Suite struct SelectionTrees {
  /// - Parameter sites: `file:line:column key`.
  private func expect(
    _ sites: [String], in text: String, _ location: SourceLocation = #_sourceLocation
  ) async throws {
    let tree = GeneratedTree(text)
    let found = try await TreeProperties.sites(in: tree)
    #expect(found == sites, sourceLocation: location)
    let differences = try await TreeProperties.differences(in: tree)
    #expect(differences == [], sourceLocation: location)
  }

  @Test func aMacroThatOneUnitDefinesBeforeTheHeader() async throws {
    try await expect(
      ["log.h:6:42 log_it"],
      in: #"""
        === unit sink.c
        === unit app.c
        === file log.h
        #include <static_call.h>
        void sink(const char *); DECLARE_STATIC_CALL(log_it, sink);
        #ifdef QUIET
        static inline void note(const char *m) { (void)m; }
        #else
        static inline void note(const char *m) { static_call(log_it)(m); }
        #endif
        === file sink.c
        #define QUIET
        #include "log.h"
        void sink(const char *m) { (void)m; } DEFINE_STATIC_CALL(log_it, sink);
        === file app.c
        #include "log.h"
        int main(void) { note("x"); return 0; }

        """#)
  }

  @Test func aHeaderThatDefinesTheMacroOfAnother() async throws {
    try await expect(
      ["inc/call.h:3:38 k1"],
      in: #"""
        === unit src/define.c in src
        -idirafter
        ../inc
        === unit src/app.c
        -Iinc
        === file inc/call.h
        #ifdef C
        #else
        static inline int v3(int x) { return static_call(k1)(x); }
        #endif
        === file inc/quiet.h
        #define C
        === file inc/keys.h
        #include <static_call.h>
        int one(int);
        DECLARE_STATIC_CALL(k1, one);
        === file src/define.c
        #include "keys.h"
        #include "../inc/quiet.h"
        #include "../inc/call.h"
        DEFINE_STATIC_CALL(k1, one);
        === file src/app.c
        #include <keys.h>
        #include "../inc/call.h"

        """#)
  }

  @Test func anIncludeOfAMacroInTheUnit() async throws {
    try await expect(
      ["call.h:2:40 k1"],
      in: #"""
        === unit define.c
        === unit app.c
        === file call.h
        #ifdef A
        static inline int call(int n) { return static_call(k1)(n); }
        #endif
        === file keys.h
        #include <static_call.h>
        int one(int);
        DECLARE_STATIC_CALL(k1, one);
        === file define.c
        #include "keys.h"
        #include "call.h"
        DEFINE_STATIC_CALL(k1, one);
        === file app.c
        #define A 1
        #include "keys.h"
        #define HEADER "call.h"
        #include HEADER

        """#)
  }

  @Test func aTemplateOfTwoUnitsOfWhichOneNamesItByAMacro() async throws {
    try await expect(
      ["call.inc:1:40 in a macro"],
      in: #"""
        === unit define.c
        === unit app.c
        === file call.inc
        static inline int call(int n) { return static_call(KEY)(n); }
        === file keys.h
        #include <static_call.h>
        int one(int);
        DECLARE_STATIC_CALL(k1, one);
        DECLARE_STATIC_CALL(k2, one);
        === file define.c
        #include "keys.h"
        #define KEY k1
        #include "call.inc"
        DEFINE_STATIC_CALL(k1, one);
        DEFINE_STATIC_CALL(k2, one);
        === file app.c
        #include "keys.h"
        #define KEY k2
        #define HEADER "call.inc"
        #include HEADER

        """#)
  }

  @Test func aTemplateThatOnlyAMacroNames() async throws {
    try await expect(
      ["call.inc:1:40 k1"],
      in: #"""
        === unit define.c
        === unit app.c
        === file call.inc
        static inline int call(int n) { return static_call(KEY)(n); }
        === file keys.h
        #include <static_call.h>
        int one(int);
        DECLARE_STATIC_CALL(k1, one);
        === file define.c
        #include "keys.h"
        DEFINE_STATIC_CALL(k1, one);
        === file app.c
        #include "keys.h"
        #define KEY k1
        #define HEADER "call.inc"
        #include HEADER

        """#)
  }

  @Test func updatesThatAListMakesInAFunction() async throws {
    try await expect(
      [],
      in: #"""
        === unit define.c
        === unit app.c
        -I.
        === file set.h
        static inline void set(void) {
        #define X(n) static_call_update(n, two);
        #include "list.def"
        }
        === file list.def
        X(k1)
        === file keys.h
        #include <static_call.h>
        int one(int), two(int);
        DECLARE_STATIC_CALL(k1, one);
        === file define.c
        #include "keys.h"
        DEFINE_STATIC_CALL(k1, one);
        === file app.c
        #include "keys.h"
        #include <set.h>

        """#)
  }

  @Test func anIncludeOnTwoLines() async throws {
    try await expect(
      ["inc/call.h:1:40 k1"],
      in: #"""
        === unit src/define.c
        === unit src/app.c
        -Iinc
        === file inc/keys.h
        #include <static_call.h>
        int one(int);
        DECLARE_STATIC_CALL(k1, one);
        === file inc/call.h
        static inline int call(int n) { return static_call(k1)(n); }
        === file src/define.c
        #include "../inc/keys.h"
        DEFINE_STATIC_CALL(k1, one);
        === file src/app.c
        #include "../inc/keys.h"
        #include \
          "call.h"

        """#)
  }

  @Test func aListThatAUnitOutsideTheTreeDeclaresKeysFrom() async throws {
    try await expect(
      [],
      in: #"""
        === unit src/define.c
        === unit ../out/o.c
        -Iinc
        -Isrc
        === file ../out/o.c
        #include "keys.h"
        #define X(n) DECLARE_STATIC_CALL(n, one);
        #include "list.h"
        === file inc/keys.h
        #include <static_call.h>
        int one(int);
        === file src/list.h
        X(k1)
        === file src/define.c
        #include "../inc/keys.h"
        DEFINE_STATIC_CALL(k1, one);

        """#)
  }

  @Test func aTemplateThatOnlyAUnitOutsideTheTreeReads() async throws {
    try await expect(
      [],
      in: #"""
        === unit define.c
        === unit ../out/o.c
        -isystem
        inc
        === file define.c
        int nothing;
        === file ../out/o.c
        #include "call.def"
        === file inc/call.def
        #if __COUNTER__ > 1
        static inline int NAME(int x) { return static_call(k3)(6); }
        #endif

        """#)
  }

  @Test func aCallThatOnlyTextSpellsCountsInBothRuns() async throws {
    try await expect(
      [],
      in: #"""
        === unit define.c
        === file keys.h
        #include <static_call.h>
        int one(int);
        === file text.h
        extern char text[sizeof "static_call(k1)(1)"];
        === file define.c
        #include "keys.h"
        DEFINE_STATIC_CALL(k1, one);

        """#)
  }

  @Test func aHeaderThatOnlyAUnitOutsideTheTreeReadsByAnyName() async throws {
    try await expect(
      ["src/call.def:1:40 k1"],
      in: #"""
        === unit src/define.c
        === unit ../out/o.c
        -Isrc
        -Iinc
        === file ../out/o.c
        #include "keys.h"
        #include "call.def"
        === file inc/keys.h
        #include <static_call.h>
        int one(int);
        DECLARE_STATIC_CALL(k1, one);
        === file src/call.def
        static inline int call(int x) { return static_call(k1)(3); }
        === file src/define.c
        #include "../inc/keys.h"
        DEFINE_STATIC_CALL(k1, one);

        """#)
  }

  /// No unit need be parsed for its name's sake, but its mirror is C like the others.
  @Test func theMirrorOfAHeaderOfAnotherName() async throws {
    try await expect(
      [],
      in: #"""
        === unit app.c
        === file app.c
        #include "list.def"
        === file list.def
        int x;

        """#)
  }
}
