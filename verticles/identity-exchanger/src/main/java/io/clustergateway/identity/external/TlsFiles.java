package io.clustergateway.identity.external;

import io.clustergateway.certificates.Pair;
import io.clustergateway.rules.ExternalExchanger;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The files of a server's TLS. */
record TlsFiles(Optional<Path> ca, Optional<Path> certificate, Optional<Path> key) {
    private static final long LARGEST = 1 << 20;

    static TlsFiles of(ExternalExchanger exchanger) {
        return new TlsFiles(
                exchanger.caFile().map(Path::of),
                exchanger.clientCertificate().map(Path::of),
                exchanger.clientKey().map(Path::of));
    }

    boolean any() {
        return ca.isPresent() || certificate.isPresent();
    }

    /**
     * Reads them unless they are as they were; blocks.
     *
     * @return empty when nothing has changed
     * @throws Exception when they cannot be read, or do not hold what they should
     */
    Optional<TlsMaterial> read(Vertx vertx, Optional<TlsMaterial> before) throws Exception {
        List<Object> stamps = stamps();
        if (before.isPresent() && before.get().stamps().equals(stamps)) {
            return Optional.empty();
        }
        TlsMaterial read = new TlsMaterial(content(ca), pair(), stamps);
        read.check(vertx);
        return Optional.of(read);
    }

    /** Taken before the content, so that a change in between is seen the next time. */
    private List<Object> stamps() throws IOException {
        List<Object> stamps = new ArrayList<>();
        for (Path file :
                Stream.of(ca, certificate, key).flatMap(Optional::stream).toList()) {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (!attributes.isRegularFile() || attributes.size() > LARGEST) {
                throw new IOException(
                        "%s: no file, or too large (expected: %d bytes at most)".formatted(file, LARGEST));
            }
            stamps.addAll(
                    List.of(attributes.lastModifiedTime(), attributes.size(), String.valueOf(attributes.fileKey())));
        }
        return List.copyOf(stamps);
    }

    private Optional<Pair> pair() throws IOException {
        Optional<Buffer> chain = content(certificate);
        Optional<Buffer> secret = content(key);
        return chain.flatMap(shown -> secret.map(kept -> Pair.of(shown.toString(), kept.toString())));
    }

    private static Optional<Buffer> content(Optional<Path> file) throws IOException {
        return file.isEmpty() ? Optional.empty() : Optional.of(Buffer.buffer(Files.readAllBytes(file.get())));
    }
}
