package io.clustergateway.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clustergateway.kernel.StartFault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogFileTest {
    private static final int LINE =
            EventJson.line(EventJson.of(Example.event("000"))).length();

    @TempDir
    private Path dir;

    private Instant now = Instant.parse("2026-11-24T17:00:00Z");

    @Test
    void isItsOwnersOnly() throws Exception {
        LogFile log = log(LINE * 10L, Duration.ZERO, 0, false);
        write(log, 1);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path().getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void goesOnWhereItWas() throws Exception {
        write(log(LINE * 10L, Duration.ZERO, 0, false), 1);
        write(log(LINE * 10L, Duration.ZERO, 0, false), 1);
        assertThat(path()).content().hasLineCount(2);
    }

    @Test
    void isRotatedBeforeItGrowsTooLargeAndLosesNothing() throws Exception {
        LogFile log = log(LINE * 3L, Duration.ZERO, 0, false);
        write(log, 10);
        assertThat(names())
                .containsExactly(
                        "audit-2026-11-24T17-00-00.000.log",
                        "audit-2026-11-24T17-00-00.001.log",
                        "audit-2026-11-24T17-00-00.002.log",
                        "audit.log");
        assertThat(lines()).isEqualTo(10);
        for (String name : names()) {
            assertThat(Files.size(path().resolveSibling(name))).isLessThanOrEqualTo(LINE * 3L);
        }
    }

    @Test
    void keepsTheNewestBackups() throws Exception {
        LogFile log = log(LINE, Duration.ZERO, 2, false);
        for (int i = 0; i < 6; i++) {
            write(log, 1);
            now = now.plusSeconds(1);
        }
        assertThat(names())
                .containsExactly("audit-2026-11-24T17-00-04.000.log", "audit-2026-11-24T17-00-05.000.log", "audit.log");
    }

    @Test
    void keepsNoBackupThatIsTooOldAndNothingThatIsNoBackup() throws Exception {
        LogFile log = log(LINE, Duration.ofDays(1), 0, false);
        write(log, 2);
        Files.writeString(path().resolveSibling("audit-of-somebody.log"), "");
        now = now.plus(Duration.ofDays(2));
        write(log, 1);
        assertThat(names()).containsExactly("audit-2026-11-26T17-00-00.000.log", "audit-of-somebody.log", "audit.log");
    }

    @Test
    void compressesBackupsWhole() throws Exception {
        write(log(LINE * 2L, Duration.ZERO, 0, true), 5);
        assertThat(names())
                .containsExactly(
                        "audit-2026-11-24T17-00-00.000.log.gz", "audit-2026-11-24T17-00-00.001.log.gz", "audit.log");
        try (InputStream in = new GZIPInputStream(
                Files.newInputStream(path().resolveSibling("audit-2026-11-24T17-00-00.000.log.gz")))) {
            assertThat(new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                    .hasLineCount(2);
        }
    }

    @Test
    void aFullDiskFailsTheWriteAndTheNextOneBeginsAnew() throws Exception {
        LogFile full = new LogFile(Path.of("/dev/full"), "--audit-log-path", LINE, backups(Duration.ZERO, 0, false));
        full.open(new CountDownLatch(1));
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> write(full, 1))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("No space left");
        }
    }

    @Test
    void aPlaceThatCannotBeWrittenStopsTheStartWithTheFlag() throws Exception {
        Path file = Files.createFile(dir.resolve("file"));
        LogFile log = new LogFile(file.resolve("audit.log"), "--audit-log-path", 1, backups(Duration.ZERO, 0, false));
        assertThatThrownBy(() -> log.open(new CountDownLatch(1)))
                .isInstanceOf(StartFault.class)
                .hasMessageContaining("--audit-log-path: " + file + "/audit.log cannot be opened");
    }

    private void write(LogFile log, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            log.write(List.of(EventJson.of(Example.event("%03d".formatted(i)))));
        }
    }

    private LogFile log(long most, Duration maxAge, int backups, boolean compress) {
        return new LogFile(path(), "--audit-log-path", most, backups(maxAge, backups, compress));
    }

    private Backups backups(Duration maxAge, int most, boolean compress) {
        Clock clock = new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
        return new Backups(maxAge, most, compress, clock, false);
    }

    private Path path() {
        return dir.resolve("logs").resolve("audit.log");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(path().getParent())) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private long lines() throws IOException {
        long lines = 0;
        for (String name : names()) {
            lines += Files.readAllLines(path().resolveSibling(name)).size();
        }
        return lines;
    }
}
