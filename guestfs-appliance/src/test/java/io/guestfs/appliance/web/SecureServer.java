package io.guestfs.appliance.web;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.guestfs.appliance.process.ExternalCommand;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A web server over TLS on loopback, whose certificate nobody else vouches for. */
final class SecureServer {
    private static final String PASSWORD = "changeit";

    private final Path keys;
    private final Path certificate;

    SecureServer(Path directory) throws IOException {
        keys = directory.resolve("keys");
        certificate = directory.resolve("certificate.pem");
        keytool("-genkeypair", "-keyalg", "RSA", "-dname", "CN=127.0.0.1", "-ext", "san=ip:127.0.0.1");
        keytool("-exportcert", "-rfc", "-file", certificate.toString());
    }

    private void keytool(String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(words));
        command.addAll(List.of("-alias", "server", "-keystore", keys.toString(), "-storepass", PASSWORD));
        if (!ExternalCommand.of(command).run().success()) {
            throw new IOException("keytool failed");
        }
    }

    /** What its clients have to trust. */
    Path certificate() {
        return certificate;
    }

    HttpsServer open() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream stream = Files.newInputStream(keys)) {
            store.load(stream, PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        return server;
    }
}
