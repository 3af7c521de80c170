import FuzzSupport
import Testing

/// Trees in which the choice of units mattered: the default run and `--exhaustive` find the same
/// sites, and these. Most were met by chance (`sc-fuzz trees`) and made as small as they can be.
@Suite struct SelectionTrees {
  static let keys = """
    === file keys.h
    #ifndef KEYS_H
    #define KEYS_H
    #include <static_call.h>
    int one(int);
    DECLARE_STATIC_CALL(k1, one);
    #endif
    === file define.c
    #include "keys.h"
    int one(int n) { return n; }
    DEFINE_STATIC_CALL(k1, one);
    === unit define.c

    """

  /// - Parameter sites: `file:line:column key`.
  private func expect(
    _ sites: [String], in text: String, _ location: SourceLocation = #_sourceLocation
  ) async throws {
    let tree = GeneratedTree(text)
    #expect(
      try await TreeProperties.differences(in: tree) == [],
      "\(try await TreeProperties.report(tree))", sourceLocation: location)
    #expect(try await TreeProperties.sites(in: tree) == sites, sourceLocation: location)
  }

  @Test func aMacroThatOneUnitDefinesBeforeTheHeader() async throws {
    try await expect(
      ["log.h:6:55 log_it"],
      in: """
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
        === unit sink.c
        === unit app.c

        """)
  }
}
