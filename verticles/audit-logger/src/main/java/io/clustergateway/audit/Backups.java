package io.clustergateway.audit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rotated files beside the log, named and kept as kube-apiserver's ({@code audit-2026-11-24T17-00-00.000.log}): as many,
 * and as old, as the settings say, compressed if they say so.
 */
final class Backups {
    private static final Logger log = LoggerFactory.getLogger(Backups.class);
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH-mm-ss.SSS");
    private static final String GZ = ".gz";

    private final Duration maxAge;
    private final int most;
    private final boolean compress;
    private final Clock clock;
    private final boolean aside;

    /** @param aside whether old files are tended on a thread of its own, because compressing takes seconds */
    Backups(Duration maxAge, int most, boolean compress, Clock clock, boolean aside) {
        this.maxAge = maxAge;
        this.most = most;
        this.compress = compress;
        this.clock = clock;
        this.aside = aside;
    }

    /** Moves the log away, so that a new one can begin, and tends those moved before. */
    void rotate(Path path) throws IOException {
        Instant now = clock.instant();
        Path backup = backup(path, now);
        while (Files.exists(backup) || Files.exists(Path.of(backup + GZ))) {
            now = now.plusMillis(1);
            backup = backup(path, now);
        }
        Files.move(path, backup);
        if (!aside) {
            tend(path);
            return;
        }
        Thread thread = new Thread(() -> tend(path), "audit-backups");
        thread.setDaemon(true);
        thread.start();
    }

    private synchronized void tend(Path path) {
        try {
            List<Backup> newestFirst = find(path);
            List<Backup> kept = new ArrayList<>();
            for (Backup backup : newestFirst) {
                boolean tooOld =
                        !maxAge.isZero() && backup.at().isBefore(clock.instant().minus(maxAge));
                if (tooOld || most > 0 && kept.size() >= most) {
                    Files.deleteIfExists(backup.file());
                } else {
                    kept.add(backup);
                }
            }
            for (Backup backup : kept) {
                if (compress && !backup.file().toString().endsWith(GZ)) {
                    compress(backup.file());
                }
            }
        } catch (IOException | RuntimeException e) {
            log.warn("rotated audit logs are not tended path={}", path, e);
        }
    }

    private static List<Backup> find(Path path) throws IOException {
        try (Stream<Path> files = Files.list(path.getParent())) {
            return files.flatMap(file -> Backup.of(path, file).stream())
                    .sorted(Comparator.comparing(Backup::at).reversed())
                    .toList();
        }
    }

    /** The compressed file appears whole, and only then does the other go. */
    private static void compress(Path file) throws IOException {
        Path part = Path.of(file + GZ + ".part");
        Files.deleteIfExists(part);
        try (InputStream in = Files.newInputStream(file);
                OutputStream out = new GZIPOutputStream(Channels.newOutputStream(FileChannel.open(
                        part,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))))) {
            in.transferTo(out);
        }
        Files.move(part, Path.of(file + GZ));
        Files.delete(file);
    }

    private static Path backup(Path path, Instant at) {
        String name = path.getFileName().toString();
        String stamp = STAMP.format(LocalDateTime.ofInstant(at, ZoneOffset.UTC));
        int stem = stem(name);
        return path.resolveSibling(name.substring(0, stem) + "-" + stamp + name.substring(stem));
    }

    /** Where the name's ending begins. */
    private static int stem(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? name.length() : dot;
    }

    private record Backup(Path file, Instant at) {
        static Optional<Backup> of(Path path, Path file) {
            String log = path.getFileName().toString();
            String prefix = log.substring(0, stem(log)) + "-";
            String name = file.getFileName().toString();
            String plain = name.endsWith(GZ) ? name.substring(0, name.length() - GZ.length()) : name;
            String ending = log.substring(stem(log));
            if (!plain.startsWith(prefix)
                    || !plain.endsWith(ending)
                    || plain.length() < prefix.length() + ending.length()) {
                return Optional.empty();
            }
            try {
                String stamp = plain.substring(prefix.length(), plain.length() - ending.length());
                return Optional.of(
                        new Backup(file, LocalDateTime.parse(stamp, STAMP).toInstant(ZoneOffset.UTC)));
            } catch (DateTimeException another) {
                return Optional.empty();
            }
        }
    }
}
