package io.millsight.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.history.History;
import io.millsight.service.tls.TestKeys;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {

    @TempDir
    private Path folder;

    @Test
    void encryptsWithACertificateAndMarksTheCookie() throws Exception {
        TestKeys keys = TestKeys.make(folder, "EC");
        History history = History.open(folder.resolve("records"), Clock.systemUTC());
        try (InspectionServer server = new InspectionServer(
                ServiceSettings.at("127.0.0.1", 0)
                        .with(SafetySettings.STANDARD.with(keys.pem().read())),
                history,
                () -> new FakeInspector().loaded(),
                Clock.systemUTC())) {
            server.start();
            HttpClient client =
                    HttpClient.newBuilder().sslContext(trusting(keys.store())).build();
            String address = "https://localhost:" + server.port();
            String token = server.firstStart().orElseThrow().token();

            HttpResponse<String> login = client.send(
                    HttpRequest.newBuilder(URI.create(address + "/v1/session"))
                            .header("Content-Type", "application/json")
                            .header("Origin", address)
                            .POST(HttpRequest.BodyPublishers.ofString("{\"token\":\"" + token + "\"}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());

            assertThat(login.statusCode()).as(login.body()).isEqualTo(200);
            assertThat(login.headers().firstValue("Set-Cookie").orElse("")).contains("Secure", "HttpOnly");
        }
    }

    private static SSLContext trusting(KeyStore store) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry(TestKeys.ALIAS, store.getCertificate(TestKeys.ALIAS));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
