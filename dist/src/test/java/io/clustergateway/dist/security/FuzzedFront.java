package io.clustergateway.dist.security;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.clustergateway.testkit.certificates.TlsContexts;
import io.clustergateway.testkit.pocket.SeenRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/** A gateway whose callers write whatever they like; everything that must hold all the same is looked at after each of them. */
final class FuzzedFront implements BeforeAllCallback, AfterAllCallback {
    private static final Logger ROOT = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private static final String GOOD = "GET " + PocketGateway.PROXY + "/version HTTP/1.1\r\nHost: g\r\n"
            + PocketGateway.ALICE_AS_RAW_HEADER + "Connection: close\r\n\r\n";
    private static final int PATIENCE_MILLIS = 20_000;
    private static final int QUIET_MILLIS = 8;
    private static final int GOOD_EVERY = 16;
    private static final List<String> OURS = List.of("x-remote-", "proxy-", "authorization", "cookie");

    private final PocketGateway gateway = PocketGateway.withDefaults();
    private final Troubles troubles = new Troubles();
    private SSLContext tls;
    private int rounds;

    /** What is logged and must never be: an exception, which is how a blocked event loop is told too, or a leak. */
    private static final class Troubles extends AppenderBase<ILoggingEvent> {
        private final Queue<String> lines = new ConcurrentLinkedQueue<>();

        @Override
        protected void append(ILoggingEvent event) {
            if (event.getThrowableProxy() != null || event.getFormattedMessage().contains("LEAK")) {
                String cause = event.getThrowableProxy() == null
                        ? ""
                        : event.getThrowableProxy().getClassName() + ": "
                                + event.getThrowableProxy().getMessage();
                String line = event.getLoggerName() + " " + event.getFormattedMessage() + " " + cause;
                lines.add(line);
            }
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        gateway.beforeAll(context);
        tls = TlsContexts.believing(gateway.rig().servingAuthority().certificate());
        troubles.setContext(ROOT.getLoggerContext());
        troubles.start();
        ROOT.addAppender(troubles);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        ROOT.detachAppender(troubles);
        gateway.afterAll(context);
    }

    /** A connection of its own, with the protocol that TLS shall agree on. */
    SSLSocket connect(String protocol) throws IOException {
        SSLSocket socket = (SSLSocket)
                tls.getSocketFactory().createSocket("127.0.0.1", gateway.rig().port());
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {protocol});
        socket.setSSLParameters(parameters);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.startHandshake();
        return socket;
    }

    /** Reads what comes until nothing more does for a moment; whether the other end has closed. */
    static boolean isClosedWhenQuiet(SSLSocket socket) throws IOException {
        socket.setSoTimeout(QUIET_MILLIS);
        try {
            drain(socket);
            return true;
        } catch (SocketTimeoutException quiet) {
            return false;
        } finally {
            socket.setSoTimeout(PATIENCE_MILLIS);
        }
    }

    /** Reads up to the end, which comes in time. */
    static void drain(SSLSocket socket) throws IOException {
        byte[] buffer = new byte[8192];
        try {
            InputStream in = socket.getInputStream();
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                assertThat(length).isPositive();
            }
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException reset) {
            // As good as an end.
        }
    }

    /** The properties. */
    void check() {
        List<SeenRequest> seen = gateway.seen();
        gateway.rig().member().server().forgetRequests();
        seen.forEach(FuzzedFront::isAlices);
        List<String> found = List.copyOf(troubles.lines);
        troubles.lines.clear();
        assertThat(found).isEmpty();
        if (rounds++ % GOOD_EVERY == 0) {
            isServed();
            gateway.rig().member().server().forgetRequests();
        }
    }

    /** Nobody else has a credential here, so whatever reaches the member is hers and is marked as hers by the gateway. */
    private static void isAlices(SeenRequest request) {
        assertThat(request.header("impersonate-user")).as("%s", request).containsExactly("alice");
        assertThat(request.header("impersonate-group")).containsExactly("team", "system:authenticated");
        assertThat(request.header("audit-id")).hasSize(1);
        assertThat(request.uri()).startsWith("/");
        for (var header : request.headers()) {
            // An underscore is a dash to some servers.
            String name = header.getKey().toLowerCase(Locale.ROOT).replace('_', '-');
            assertThat(name).matches("[!-~]+");
            assertThat(OURS).noneMatch(name::startsWith);
            assertThat(name.startsWith("impersonate") && !name.matches("impersonate-(user|group)"))
                    .as(name)
                    .isFalse();
            assertThat(header.getValue()).doesNotContain("\r", "\n", "\0");
        }
    }

    private void isServed() {
        try (SSLSocket socket = connect("http/1.1")) {
            socket.getOutputStream().write(GOOD.getBytes(StandardCharsets.ISO_8859_1));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 200 ").contains("gitVersion");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
