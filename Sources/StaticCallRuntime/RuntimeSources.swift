/// The C runtime's files, carried inside the binary: gen/ is then complete without an
/// installation.
public enum RuntimeSources {
  /// The one public header.
  public static let header: (name: String, bytes: [UInt8]) =
    ("static_call.h", PackageResources.static_call_h)

  /// Every file of the runtime, the header first, in the order in which they are listed for users.
  public static let files: [(name: String, bytes: [UInt8])] = [
    header,
    ("static_call_runtime.h", PackageResources.static_call_runtime_h),
    ("static_call_words.h", PackageResources.static_call_words_h),
    ("static_call_pass.h", PackageResources.static_call_pass_h),
    ("static_call.c", PackageResources.static_call_c),
    ("static_call_sites.c", PackageResources.static_call_sites_c),
    ("static_call_pass.c", PackageResources.static_call_pass_c),
    ("static_call_notes.c", PackageResources.static_call_notes_c),
    ("static_call_query.c", PackageResources.static_call_query_c),
    ("arch-x86_64.c", PackageResources.arch_x86_64_c),
    ("arch-aarch64.c", PackageResources.arch_aarch64_c),
    ("arch-none.c", PackageResources.arch_none_c),
    ("platform-posix.c", PackageResources.platform_posix_c),
    ("platform-trap.c", PackageResources.platform_trap_c),
    ("platform-freestanding.c", PackageResources.platform_freestanding_c),
  ]

  /// What Swift needs to read `static_call.h`, and the module `StaticCall`, by path.
  public static let swift: [(name: String, bytes: [UInt8])] = [
    ("CStaticCall/CStaticCall.h", PackageResources.CStaticCall_h),
    ("CStaticCall/module.modulemap", PackageResources.module_modulemap),
    ("StaticCall/StaticCall.swift", PackageResources.StaticCall_swift),
  ]
}
