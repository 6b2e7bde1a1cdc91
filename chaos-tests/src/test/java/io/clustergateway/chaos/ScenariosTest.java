package io.clustergateway.chaos;

import io.clustergateway.chaos.rig.Level;
import io.clustergateway.chaos.rig.Rig;
import io.clustergateway.chaos.scenario.CallerKind;
import io.clustergateway.chaos.scenario.Scenario;
import io.clustergateway.chaos.scenario.Scenario.LoadPlan;
import io.clustergateway.chaos.scenario.Scenario.RigPlan;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every file of {@code scenarios/}; {@code -Dscenario=NAME} for one of them. Those with replicas of their own are played beside
 * those that share one: two at a time.
 */
final class ScenariosTest {
    private static @Nullable Stage shared;

    @AfterAll
    static void stop() {
        closeShared();
    }

    @TestFactory
    Stream<DynamicTest> scenarios() throws IOException, URISyntaxException {
        ExecutorService beside = Executors.newSingleThreadExecutor();
        List<DynamicTest> sharing = new ArrayList<>();
        List<DynamicTest> apart = new ArrayList<>();
        for (Path file : files(System.getProperty("scenario", ""))) {
            Scenario scenario = Scenario.read(file);
            if (scenario.rig() == null) {
                sharing.add(DynamicTest.dynamicTest(name(file), () -> playShared(scenario)));
            } else {
                FutureTask<Void> play = new FutureTask<>(() -> playApart(scenario, scenario.rig()));
                beside.execute(play);
                apart.add(0, DynamicTest.dynamicTest(name(file), () -> result(play)));
            }
        }
        beside.shutdown();
        return Stream.concat(sharing.stream(), apart.stream());
    }

    /** Those of these names, parted by commas; all of them if there are none. */
    static List<Path> files(String wanted) throws IOException, URISyntaxException {
        Path folder = Path.of(ScenariosTest.class.getResource("/scenarios").toURI());
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file ->
                            wanted.isEmpty() || List.of(wanted.split(",")).contains(name(file)))
                    .sorted()
                    .toList();
        }
    }

    private static String name(Path file) {
        return file.getFileName().toString().replace(".yaml", "");
    }

    private static Void playApart(Scenario scenario, RigPlan plan) throws Exception {
        try (Rig own = new Rig(plan.replicas(), plan.flags(), plan.debugger())) {
            new Run(scenario, own, Run.quietLevels(own, scenario.load())).play();
        }
        return null;
    }

    private static void playShared(Scenario scenario) throws Exception {
        boolean isGood = false;
        try {
            Stage stage = shared();
            new Run(scenario, stage.rig(), stage.quiet()).play();
            isGood = true;
        } finally {
            if (!isGood) {
                closeShared();
            }
        }
    }

    /** Plays it here if its turn beside the others has not come: the last one first. */
    private static void result(FutureTask<Void> play) throws Throwable {
        play.run();
        try {
            play.get();
        } catch (ExecutionException e) {
            throw e.getCause();
        }
    }

    /** The one replica that scenarios share, and its level before all of them. */
    private record Stage(Rig rig, List<Level> quiet) {}

    private static Stage shared() throws Exception {
        Stage stage = shared;
        if (stage == null) {
            Rig rig = new Rig(1, List.of(), false);
            stage = new Stage(rig, Run.quietLevels(rig, new LoadPlan(List.of(CallerKind.values()), null, true, true)));
            shared = stage;
        }
        return stage;
    }

    private static void closeShared() {
        Stage stage = shared;
        shared = null;
        if (stage != null) {
            stage.rig().close();
        }
    }
}
