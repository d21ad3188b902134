package io.guestfs.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** As much of an FTP server as reading parts of files takes. */
final class SmallFtpServer implements AutoCloseable {

    private final Path files;
    private final String user;
    private final String password;
    private final ServerSocket control;

    SmallFtpServer(Path files, String user, String password) throws IOException {
        this.files = files;
        this.user = user;
        this.password = password;
        this.control = listen();
        daemon(this::accept);
    }

    int port() {
        return control.getLocalPort();
    }

    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "ftp-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!control.isClosed()) {
            try {
                Socket client = control.accept();
                daemon(() -> serve(client));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                Conversation conversation = new Conversation(client)) {
            conversation.run();
        } catch (IOException e) {
            return; // the client has what it wanted
        }
    }

    @Override
    public void close() throws IOException {
        control.close();
    }

    private final class Conversation implements AutoCloseable {

        private final BufferedReader in;
        private final OutputStream out;
        private @Nullable ServerSocket data;
        private String name = "";
        private boolean known;
        private long offset;

        private Conversation(Socket client) throws IOException {
            in = new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8));
            out = client.getOutputStream();
        }

        private void run() throws IOException {
            say("220 disks");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                int space = line.indexOf(' ');
                String command = (space < 0 ? line : line.substring(0, space)).toUpperCase(Locale.ROOT);
                answer(command, space < 0 ? "" : line.substring(space + 1));
                if (command.equals("QUIT")) {
                    return;
                }
            }
        }

        private void say(String line) throws IOException {
            out.write((line + "\r\n").getBytes(UTF_8));
            out.flush();
        }

        private void answer(String command, String word) throws IOException {
            switch (command) {
                case "USER" -> {
                    name = word;
                    say("331 and the password?");
                }
                case "PASS" -> {
                    known = name.equals(user) && word.equals(password);
                    say(known ? "230 welcome" : "530 no");
                }
                case "QUIT" -> say("221 bye");
                case "PWD" -> say("257 \"/\"");
                case "CWD", "TYPE" -> say("250 well");
                default -> answerAboutFiles(command, word);
            }
        }

        private void answerAboutFiles(String command, String word) throws IOException {
            if (!known) {
                say("530 who are you?");
                return;
            }
            switch (command) {
                case "SIZE" -> say("213 " + Files.size(files.resolve(word)));
                case "EPSV" -> {
                    data = listen();
                    say("229 passive (|||" + data.getLocalPort() + "|)");
                }
                case "REST" -> {
                    offset = Long.parseLong(word);
                    say("350 go on");
                }
                case "RETR" -> send(files.resolve(word));
                default -> say("502 what?");
            }
        }

        private void send(Path file) throws IOException {
            ServerSocket listening = data;
            if (listening == null) {
                say("425 where to?");
                return;
            }
            say("150 here it comes");
            try (listening;
                    Socket receiver = listening.accept();
                    InputStream from = Files.newInputStream(file)) {
                from.skipNBytes(offset);
                from.transferTo(receiver.getOutputStream());
            } catch (IOException e) {
                say("426 you did not want the rest");
                return;
            } finally {
                offset = 0;
            }
            say("226 that was it");
        }

        @Override
        public void close() throws IOException {
            if (data != null) {
                data.close();
            }
        }
    }
}
