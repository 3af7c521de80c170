import Testing

@testable import StaticCallCore

/// Which files a unit reads, as a dry run of its preprocessor shows it.
@Suite struct DryRunInclusionTests {
  private func paths(_ files: [String: String], _ flags: String...) async -> [String] {
    let unit = PreprocessSupport.unit("a.c", flags)
    return await PreprocessSupport.readings(files, [unit])[0].paths
  }

  /// Every folder has an `x.h`; those that are gone before the test leave it to the next.
  @Test func orderOfFolders() async {
    let folders = ["src", "quote", "plain", "system", "last"]
    for isAngled in [false, true] {
      for first in folders.indices {
        var files = ["src/a.c": isAngled ? "#include <x.h>\n" : "#include \"x.h\"\n"]
        for folder in folders[first...] { files["\(folder)/x.h"] = "" }
        let unit = PreprocessSupport.unit(
          "src/a.c",
          ["-idirafter", "last", "-isystem", "system", "-Iplain", "-iquote", "quote"])
        let reading = await PreprocessSupport.readings(files, [unit])[0]
        let place = isAngled ? max(first, 2) : first
        #expect(reading.paths == ["src/a.c", "\(folders[place])/x.h"])
        #expect(reading.doubt == nil && reading.missing == nil)
      }
    }
  }

  @Test func besideTheIncludingFile() async {
    let files = [
      "a.c": "#include \"d/b.h\"\n", "d/b.h": "#include \"c.h\"\n#include \"../e.h\"\n",
      "d/c.h": "", "c.h": "", "e.h": "",
    ]
    #expect(await paths(files, "-I.") == ["a.c", "d/b.h", "d/c.h", "e.h"])
  }

  @Test func absoluteNamesAndFilesElsewhere() async {
    let files = ["a.c": "#include \"/usr/x.h\"\n#include <y.h>\n", "/usr/x.h": "", "/opt/y.h": ""]
    #expect(await paths(files, "-I/opt") == ["a.c", "/usr/x.h", "/opt/y.h"])
  }

  @Test func theNextOne() async {
    let files = [
      "a.c": "#include <x.h>\n", "one/x.h": "#include_next <x.h>\n",
      "two/x.h": "#include_next \"x.h\"\n", "three/x.h": "",
    ]
    #expect(
      await paths(files, "-Ione", "-isystem", "three", "-Itwo")
        == ["a.c", "one/x.h", "two/x.h", "three/x.h"])
  }

  /// In a unit's own file it is an `#include`.
  @Test func theNextOneOfTheFirst() async {
    #expect(
      await paths(["a.c": "#include_next <x.h>\n", "one/x.h": ""], "-Ione") == ["a.c", "one/x.h"])
  }

  /// Reading a file twice would define the macro.
  @Test(arguments: [
    ("#pragma once\n", "#include"), ("", "#import"), ("#ifndef G\n#define G\n", "#include"),
  ])
  func once(start: String, directive: String) async {
    let end = start.hasPrefix("#ifndef") ? "\n#endif\n" : ""
    let files = [
      "x.h": start + "#ifdef SEEN\n#define TWICE\n#endif\n#define SEEN" + end,
      "a.c": """
      \(directive) "x.h"
      \(directive) "d/../x.h"
      #ifdef TWICE
      #include "twice.h"
      #endif

      """, "twice.h": "", "d/y.h": "",
    ]
    #expect(await paths(files) == ["a.c", "x.h"])
    let plain = files.mapValues {
      $0.replacing("#import", with: "#include").replacing("#pragma once", with: "")
        .replacing("#define G\n", with: "")
    }
    #expect(await paths(plain) == ["a.c", "x.h", "twice.h"])
  }

  @Test func computed() async {
    let files = [
      "a.c": """
      #define STR_(x) #x
      #define STR(x) STR_(x)
      #define ANGLED <d/y.h>
      #define QUOTED "x.h"
      #define NAME z
      #include QUOTED
      #include ANGLED
      #include STR(NAME.h)
      #include STR(d/NAME.h)

      """, "x.h": "", "i/d/y.h": "", "z.h": "", "d/z.h": "",
    ]
    #expect(await paths(files, "-Ii") == ["a.c", "x.h", "i/d/y.h", "z.h", "d/z.h"])
    let reading = await PreprocessSupport.reading(["a.c": "#include NAME\n"])
    #expect(reading.doubt?.contains("#include of a macro") == true)
  }

  @Test func hasInclude() async {
    let files = [
      "a.c": """
      #if __has_include("x.h") && !__has_include(<gone.h>) && defined __has_include
      #include "x.h"
      #endif
      #define Y <y.h>
      #if __has_include(Y)
      #include Y
      #endif

      """, "x.h": "", "i/y.h": "",
    ]
    let compiler = Compiler(
      predefined: { _ in [] },
      answers: { questions, _ in questions.map { $0.function == "defined" } },
      headers: { _, _ in [:] })
    let reading = await PreprocessSupport.reading(files, "-Ii", compiler: compiler)
    #expect(reading.paths == ["a.c", "x.h", "i/y.h"])
  }

  @Test func missingFiles() async {
    let reading = await PreprocessSupport.reading(
      ["a.c": "#ifdef A\n#include \"skipped.h\"\n#endif\n#include \"d/gone.h\"\n#include <b.h>\n"])
    #expect(reading.missing == "d/gone.h" && reading.paths == ["a.c"])
    let forced = await PreprocessSupport.reading(["a.c": ""], "-include", "gone.h")
    #expect(forced.missing == "gone.h")
    #expect(await PreprocessSupport.reading([:]).doubt == "it cannot be read")
  }

  @Test func forced() async {
    let files = [
      "a.c": "#ifdef M\n#include \"m2.h\"\n#endif\n", "m.h": "#define M\n", "m2.h": "",
      "i/f.h": "#ifdef M\n#undef M\n#define N\n#endif\n",
    ]
    #expect(
      await paths(files, "-include", "f.h", "-imacros", "m.h", "-Ii") == ["m.h", "i/f.h", "a.c"])
  }

  @Test func theCompilersOwn() async {
    let compiler = Compiler(
      predefined: { Array("#define ARCH \($0.contains("-m32") ? 32 : 64)\n".utf8) },
      answers: { questions, _ in questions.map { $0.operand == "hot" } },
      headers: { names, _ in names.contains("stddef.h") ? ["stddef.h": "/cc/stddef.h"] : [:] })
    let files = [
      "a.c": """
      #if ARCH == 32
      #include "x32.h"
      #endif
      #if __has_attribute(hot) && !__has_attribute(cold)
      #include "hot.h"
      #endif
      #include <stddef.h>

      """, "x32.h": "", "hot.h": "", "/cc/stddef.h": "",
    ]
    let wide = await PreprocessSupport.reading(files, compiler: compiler)
    #expect(wide.paths == ["a.c", "hot.h", "/cc/stddef.h"])
    let narrow = await PreprocessSupport.reading(files, "-m32", compiler: compiler)
    #expect(narrow.paths == ["a.c", "x32.h", "hot.h", "/cc/stddef.h"])
    let without = await PreprocessSupport.reading(files, "-nostdinc", compiler: compiler)
    #expect(without.missing == "stddef.h")
  }

  @Test func inclusionsThatDoNotEnd() async {
    let reading = await PreprocessSupport.reading(["a.c": "#include \"a.c\"\n"])
    #expect(reading.doubt == "its inclusions do not end")
    // Each doubles: 2 to the power of 40 visits, were it not for a limit.
    let long = "#if 0\n\(String(repeating: "#undef A\n", count: 100_000))#endif\n"
    var files = ["a.c": "#include \"x0.h\"\n", "x40.h": long]
    for level in 0..<40 {
      files["x\(level).h"] = "#include \"x\(level + 1).h\"\n#include \"x\(level + 1).h\"\n"
    }
    #expect(await PreprocessSupport.reading(files).doubt == "its inclusions do not end")
  }

  /// Each unit begins with nothing defined, whoever was before.
  @Test func unitsDoNotMeet() async {
    var files = ["x.h": "#ifdef A\n#include \"y.h\"\n#endif\n", "y.h": ""]
    let units = (0..<20).map { number in
      let name = "u\(number).c"
      files[name] = (number % 2 == 0 ? "#define A\n" : "") + "#include \"x.h\"\n"
      return PreprocessSupport.unit(name)
    }
    for jobs in [1, 3, 64] {
      let readings = await PreprocessSupport.readings(files, units, jobs: jobs)
      for (number, reading) in readings.enumerated() {
        let expected = ["u\(number).c", "x.h"] + (number % 2 == 0 ? ["y.h"] : [])
        #expect(reading.paths == expected)
      }
    }
  }
}
