package io.clustergateway.kernel.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FolderWatchTest {
    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final Set<Context> toldOn = ConcurrentHashMap.newKeySet();

    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        vertx.close().await();
    }

    @Test
    void tellsOnTheGivenContextWhenTheDataLinkIsSwapped() throws IOException {
        try (FolderWatch watch = open(folder)) {
            Files.createSymbolicLink(folder.resolve("..data_tmp"), Path.of("..2026"));
            Files.move(folder.resolve("..data_tmp"), folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
            await().until(() -> !toldOn.isEmpty());
            assertThat(toldOn).containsOnly(context);
            assertThat(watch.isLost()).isFalse();
        }
    }

    @Test
    void isLostWhenItsFolderIsDeletedAndWhenClosed() throws IOException {
        Path gone = Files.createDirectory(folder.resolve("gone"));
        FolderWatch watch = open(gone);
        Files.delete(gone);
        await().until(watch::isLost);
        FolderWatch closed = open(folder);
        closed.close();
        assertThat(closed.isLost()).isTrue();
    }

    @Test
    void refusesAFolderThatIsNotThere() {
        assertThatThrownBy(() -> open(folder.resolve("absent"))).isInstanceOf(NoSuchFileException.class);
    }

    private FolderWatch open(Path watched) throws IOException {
        return FolderWatch.open(context, watched, () -> toldOn.add(Vertx.currentContext()));
    }
}
