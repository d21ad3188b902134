package io.guestfs.appliance.qemu;

import io.guestfs.appliance.process.ExternalCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the kernel of this host once measured about its processor. A guest that is emulated measures slowly and sometimes wrongly,
 * so it is told. Not knowing it does no harm.
 */
public final class LoopsPerJiffy {
    private static final Pattern WORD = Pattern.compile("lpj=(\\d{1,18})");
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int LOG_LIMIT = 16 << 20;
    private static final List<Path> LOGS = List.of(Path.of("/var/log/dmesg"), Path.of("/var/log/boot.msg"));

    private LoopsPerJiffy() {}

    /**
     * Looks it up in the kernel messages.
     *
     * @param environment the environment of dmesg
     * @return the number, or 0 if it is not known
     */
    public static long read(Map<String, String> environment) {
        long found = 0;
        try {
            found = find(ExternalCommand.of(List.of("dmesg"))
                    .environment(environment)
                    .timeLimit(LIMIT)
                    .outputLimit(LOG_LIMIT)
                    .run()
                    .outputText());
        } catch (IOException e) {
            // No such program here; the log files may do.
            found = 0;
        }
        for (Path log : LOGS) {
            if (found == 0) {
                found = readLog(log);
            }
        }
        return found;
    }

    static long find(String messages) {
        Matcher matcher = WORD.matcher(messages);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }

    private static long readLog(Path log) {
        try {
            boolean sensible = Files.isReadable(log) && Files.size(log) < LOG_LIMIT;
            return sensible ? find(Files.readString(log, StandardCharsets.ISO_8859_1)) : 0;
        } catch (IOException e) {
            return 0;
        }
    }
}
