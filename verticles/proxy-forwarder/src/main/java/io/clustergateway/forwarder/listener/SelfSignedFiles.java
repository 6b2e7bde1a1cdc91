package io.clustergateway.forwarder.listener;

import io.clustergateway.certificates.Pair;
import io.clustergateway.certificates.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The self-signed pair in {@code --cert-dir}, under the Go program's file names; in memory where that folder cannot be
 * written, as with a read-only root file system. Blocks.
 */
final class SelfSignedFiles {
    private static final Logger log = LoggerFactory.getLogger(SelfSignedFiles.class);
    private static final Duration LEAST_LEFT = Duration.ofDays(1);

    private final Path certificate;
    private final Path key;
    private final String bindAddress;
    private @Nullable Pair inMemory;

    SelfSignedFiles(Path folder, String bindAddress) {
        this.certificate = folder.resolve("apiserver.crt");
        this.key = folder.resolve("apiserver.key");
        this.bindAddress = bindAddress;
    }

    boolean isCurrent(X509Certificate leaf) {
        return leaf.getNotAfter().toInstant().isAfter(Instant.now().plus(LEAST_LEFT));
    }

    Pair readOrMake() {
        Pair kept = inMemory;
        if (kept != null && isCurrent(kept.leaf())) {
            return kept;
        }
        return read().filter(pair -> isCurrent(pair.leaf())).orElseGet(this::make);
    }

    /** Until there is another, of which nothing is to be kept. */
    Pair stopGap() {
        Pair kept = inMemory;
        if (kept == null) {
            kept = SelfSigned.make(bindAddress);
            inMemory = kept;
        }
        return kept;
    }

    private Optional<Pair> read() {
        if (!Files.exists(certificate) && !Files.exists(key)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Pair.of(Files.readString(certificate), Files.readString(key)));
        } catch (IOException | IllegalArgumentException e) {
            log.warn(
                    "self-signed pair cannot be read and is made anew certificate={} error={}",
                    certificate,
                    e.toString());
        }
        return Optional.empty();
    }

    private Pair make() {
        Pair pair = SelfSigned.make(bindAddress);
        try {
            Files.createDirectories(key.toAbsolutePath().getParent());
            write(key, Pem.key(pair.key()), "rw-------");
            write(certificate, Pem.certificate(pair.leaf()), "rw-r--r--");
            log.info("self-signed serving certificate made file={}", certificate);
        } catch (IOException e) {
            inMemory = pair;
            log.warn(
                    "self-signed serving certificate is kept in memory, for this run only: folder cannot be written"
                            + " folder={} error={}",
                    certificate.getParent(),
                    e.toString());
        }
        return pair;
    }

    private static void write(Path file, String text, String permissions) throws IOException {
        Path fresh = Files.createTempFile(
                file.toAbsolutePath().getParent(),
                file.getFileName().toString(),
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)));
        Files.writeString(fresh, text);
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
