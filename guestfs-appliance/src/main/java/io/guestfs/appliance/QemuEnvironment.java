package io.guestfs.appliance;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The environment variables that qemu gets: those it and its libraries are known to read, and no others. */
final class QemuEnvironment {
    private static final Set<String> NAMES = Set.of(
            "PATH",
            "HOME",
            "USER",
            "LOGNAME",
            "SHELL",
            "TZ",
            "TMPDIR",
            "XDG_RUNTIME_DIR",
            "LD_LIBRARY_PATH",
            "LD_PRELOAD",
            "SSH_AUTH_SOCK",
            "CURL_CA_BUNDLE",
            "JAVA_HOME");
    private static final List<String> PREFIXES =
            List.of("LIBGUESTFS_", "GUESTFS_", "QEMU_", "CEPH_", "LIBISCSI_", "KRB5", "SSL_CERT_", "ASAN_", "LSAN_");
    private static final String PROXY = "_proxy";

    private QemuEnvironment() {}

    static Map<String, String> of(Map<String, String> all) {
        Map<String, String> kept = new HashMap<>();
        all.forEach((name, value) -> {
            if (NAMES.contains(name)
                    || PREFIXES.stream().anyMatch(name::startsWith)
                    || name.toLowerCase(java.util.Locale.ROOT).endsWith(PROXY)) {
                kept.put(name, value);
            }
        });
        kept.put("LC_ALL", "C");
        kept.put("QEMU_AUDIO_DRV", "none");
        return kept;
    }
}
