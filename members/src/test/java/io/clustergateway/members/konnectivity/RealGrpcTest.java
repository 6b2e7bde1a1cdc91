package io.clustergateway.members.konnectivity;

import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.members.dial.DialAddress;
import io.clustergateway.members.dial.DialTarget;
import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.clustergateway.testkit.certificates.Issued;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.netty.handler.ssl.ClientAuth;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The framing against gRPC's own server, which is strict about headers, frames and half-closes. */
@Timeout(60)
final class RealGrpcTest {
    private static final CertificateAuthority CA = CertificateAuthority.create("grpc");

    private final Vertx vertx = Vertx.vertx();
    private final CompletableFuture<Boolean> halfClosed = new CompletableFuture<>();

    @Test
    void opensCarriesAndEndsAStreamOfARealGrpcServer(@TempDir Path dir) throws Exception {
        Server server = serve();
        Konnectivity konnectivity = new Konnectivity(vertx, configured(server.getPort(), dir), Duration.ofSeconds(5));
        NetClient client = vertx.createNetClient();
        NetSocket socket = client.connect(new DialAddress(new DialTarget.Tunnel("m", 443, konnectivity)))
                .await(10, TimeUnit.SECONDS);
        Buffer sent = Buffer.buffer(new byte[1 << 20]);
        CompletableFuture<Integer> back = new CompletableFuture<>();
        int[] received = {0};
        socket.handler(bytes -> {
            received[0] += bytes.length();
            if (received[0] == sent.length()) {
                back.complete(received[0]);
            }
        });
        socket.write(sent);
        assertThat(back.get(20, TimeUnit.SECONDS)).isEqualTo(sent.length());
        socket.close();
        assertThat(halfClosed.get(10, TimeUnit.SECONDS)).isTrue();
        client.close().await();
        konnectivity.close().await();
        server.shutdownNow().awaitTermination();
        vertx.close().await();
    }

    /** Answers a dial, echoes data, answers a close. */
    private Server serve() throws IOException {
        Issued serving = CA.issueServer(List.of("127.0.0.1"));
        MethodDescriptor<byte[], byte[]> method = MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(MethodType.BIDI_STREAMING)
                .setFullMethodName("ProxyService/Proxy")
                .setRequestMarshaller(new Bytes())
                .setResponseMarshaller(new Bytes())
                .build();
        return NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                .sslContext(GrpcSslContexts.forServer(pem(serving.certificatePem()), pem(serving.keyPem()))
                        .trustManager(pem(CA.certificatePem()))
                        .clientAuth(ClientAuth.REQUIRE)
                        .build())
                .addService(ServerServiceDefinition.builder("ProxyService")
                        .addMethod(method, this::open)
                        .build())
                .build()
                .start();
    }

    private ServerCall.Listener<byte[]> open(ServerCall<byte[], byte[]> call, Metadata headers) {
        call.sendHeaders(new Metadata());
        call.request(1);
        return new ServerCall.Listener<>() {
            @Override
            public void onMessage(byte[] message) {
                answer(message).ifPresent(call::sendMessage);
                call.request(1);
            }

            @Override
            public void onHalfClose() {
                halfClosed.complete(true);
                call.close(Status.OK, new Metadata());
            }
        };
    }

    /** DIAL_REQ as the test knows it begins with type 0; DATA comes back as it is. */
    private static Optional<byte[]> answer(byte[] message) {
        return switch (message[1]) {
            case 0 -> Optional.of(accepted(message));
            case 2 -> Optional.of(new byte[] {8, 3, 0x32, 2, 0x10, 7});
            case 4 -> Optional.of(message);
            default -> Optional.empty();
        };
    }

    /** The random of the request is its last field: tag 0x18 and a varint. */
    private static byte[] accepted(byte[] request) {
        int at = 4 + 5 + 2 + "m:443".length();
        Buffer random = Buffer.buffer().appendBytes(request, at, request.length - at);
        Buffer inner = Buffer.buffer(new byte[] {0x10, 7}).appendBuffer(random);
        return Buffer.buffer(new byte[] {8, 1, 0x1a, (byte) inner.length()})
                .appendBuffer(inner)
                .getBytes();
    }

    private static KonnectivityServer configured(int port, Path dir) throws IOException {
        CA.issueClient("cluster-gateway", List.of()).writeTo(dir, "client");
        Path ca = Files.writeString(dir.resolve("ca.crt"), CA.certificatePem());
        return new KonnectivityServer(
                "127.0.0.1",
                port,
                Optional.of(ca),
                Optional.of(dir.resolve("client.crt")),
                Optional.of(dir.resolve("client.key")));
    }

    private static InputStream pem(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static final class Bytes implements Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
