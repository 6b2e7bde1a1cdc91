package io.clustergateway.audit;

import io.clustergateway.kernel.StartFault;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A file, mode 0600, rotated by size. A write that fails leaves no half line behind. */
final class LogFile implements Backend {
    private static final Set<OpenOption> APPEND =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND, StandardOpenOption.WRITE);
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path path;
    private final String flag;
    private final long maxBytes;
    private final Backups backups;
    private @Nullable FileChannel channel;

    /** @param flag how a message names the path's setting */
    LogFile(Path path, String flag, long maxBytes, Backups backups) {
        this.path = path.toAbsolutePath();
        this.flag = flag;
        this.maxBytes = maxBytes;
        this.backups = backups;
    }

    @Override
    public String plugin() {
        return "log";
    }

    @Override
    public String target() {
        return path.toString();
    }

    @Override
    public void open(CountDownLatch closing) {
        try {
            channel();
        } catch (IOException e) {
            throw new StartFault(
                    "%s: %s cannot be opened for appending: %s (mend: a folder this process may write to)"
                            .formatted(flag, path, e.getClass().getSimpleName()),
                    e);
        }
    }

    @Override
    public void write(List<JsonObject> events) throws IOException {
        byte[] lines = EventJson.lines(events).getBytes(StandardCharsets.US_ASCII);
        FileChannel file = channel();
        boolean regular = Files.isRegularFile(path);
        if (regular && file.size() > 0 && file.size() + lines.length > maxBytes) {
            close();
            backups.rotate(path);
            file = channel();
        }
        append(file, lines, regular);
    }

    @Override
    public void close() {
        FileChannel file = channel;
        channel = null;
        if (file != null) {
            try {
                file.close();
            } catch (IOException lost) {
                // Whatever was not written was told when it was not.
            }
        }
    }

    private FileChannel channel() throws IOException {
        FileChannel file = channel;
        if (file == null) {
            Path folder = path.getParent();
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            file = FileChannel.open(path, APPEND, OWNER_ONLY);
            channel = file;
        }
        return file;
    }

    private void append(FileChannel file, byte[] lines, boolean regular) throws IOException {
        long before = regular ? file.size() : 0;
        ByteBuffer rest = ByteBuffer.wrap(lines);
        try {
            while (rest.hasRemaining()) {
                file.write(rest);
            }
        } catch (IOException e) {
            if (regular && rest.position() > 0) {
                file.truncate(before);
            }
            close();
            throw e;
        }
    }
}
