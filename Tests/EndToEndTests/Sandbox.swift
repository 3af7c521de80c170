import TestSupport

/// A scratch folder with a small tree, and sc-rewrite run in it as a user would.
struct Sandbox {
  let scratch: Scratch

  static let key = """
    #include <static_call.h>
    static int one(int n) { return n + 1; }
    DEFINE_STATIC_CALL(compute, one);

    """

  init(
    _ files: [String: String] = [
      "src/main.c": key + "int main(void) { return static_call(compute)(-1); }\n"
    ]
  )
    throws
  {
    scratch = try Scratch()
    for (name, text) in files { try scratch.write(text, to: name) }
  }

  func run(
    _ arguments: String..., environment: [String: String] = [:]
  ) async throws -> Tool.Result {
    try await Tool.run(
      [Tool.scRewrite] + arguments, in: scratch.path, environment: environment)
  }
}
