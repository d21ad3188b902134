package io.guestfs.appliance.drive;

import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.report.LaunchPhase;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Servers as the API writes them. */
final class ServerText {
    /** How a Unix socket begins in the words of the API. */
    static final String UNIX = "unix:";

    private static final String TCP = "tcp:";
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.:-]{1,255}");
    private static final Pattern BRACKETED = Pattern.compile("\\[([A-Za-z0-9.:-]{1,255})](?::(.*))?");
    private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");
    private static final int LARGEST_PORT = 65535;

    private ServerText() {}

    static DriveServer parse(String text) throws ApplianceException {
        if (text.startsWith(UNIX)) {
            String path = text.substring(UNIX.length());
            if (path.isEmpty()) {
                throw fault("the server \"" + text + "\" names no socket", "Put the path of the socket behind unix:.");
            }
            return new DriveServer.Unix(path);
        }
        return host(text, text.startsWith(TCP) ? text.substring(TCP.length()) : text);
    }

    private static DriveServer.Tcp host(String given, String text) throws ApplianceException {
        Matcher bracketed = BRACKETED.matcher(text);
        if (bracketed.matches()) {
            return new DriveServer.Tcp(bracketed.group(1), port(given, bracketed.group(2)));
        }
        boolean address = text.chars().filter(c -> c == ':').count() > 1;
        int colon = address ? -1 : text.indexOf(':');
        String host = colon < 0 ? text : text.substring(0, colon);
        if (!HOST.matcher(host).matches()) {
            throw fault(
                    "the server \"" + given + "\" has no host name that can be used",
                    "Use HOST, HOST:PORT or unix:PATH. A host has 1 to 255 letters, digits, dots and dashes.");
        }
        return new DriveServer.Tcp(host, port(given, colon < 0 ? null : text.substring(colon + 1)));
    }

    private static int port(String given, @Nullable String digits) throws ApplianceException {
        if (digits == null) {
            return 0;
        }
        int port = PORT.matcher(digits).matches() ? Integer.parseInt(digits) : 0;
        if (port < 1 || port > LARGEST_PORT) {
            throw fault(
                    "the server \"" + given + "\" has no port that can be used", "Ports are numbers from 1 to 65535.");
        }
        return port;
    }

    private static ApplianceException fault(String message, String remedy) {
        return ApplianceException.of(LaunchPhase.DRIVES, message)
                .remedy(remedy)
                .errno("EINVAL")
                .build();
    }
}
