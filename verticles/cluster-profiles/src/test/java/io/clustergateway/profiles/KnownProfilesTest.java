package io.clustergateway.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

final class KnownProfilesTest {
    private final KnownProfiles known = new KnownProfiles();

    @Test
    void whatWasWrittenStaysWhenTheWatchTellsOfBefore() {
        known.told(profile("98", "first"));
        known.wrote(profile("100", "second"));

        known.told(profile("99", "between"));

        assertThat(shown()).isEqualTo("second");
        known.told(profile("101", "third"));
        assertThat(shown()).isEqualTo("third");
    }

    @Test
    void anAnswerThatComesAfterTheWatchChangesNothing() {
        known.told(profile("9", "first"));
        known.gone("m", "11");

        known.wrote(profile("10", "second"));

        assertThat(known.find("m")).isEmpty();
    }

    @Test
    void aDeletionAfterTheWriteRemovesAndOneBeforeItDoesNot() {
        known.wrote(profile("10", "made again"));

        known.gone("m", "9");
        assertThat(shown()).isEqualTo("made again");

        known.gone("m", "11");
        assertThat(known.find("m")).isEmpty();
    }

    @Test
    void nothingIsLeftOfAKindThatIsNoMore() {
        known.wrote(profile("10", "written"));

        known.gone("m", "");

        assertThat(known.find("m")).isEmpty();
    }

    @Test
    void aHubRestoredFromABackupIsBelieved() {
        known.wrote(profile("900", "of before"));

        known.listing();
        known.told(profile("500", "restored"));
        known.wrote(profile("501", "written since"));

        assertThat(shown()).isEqualTo("written since");
    }

    @Test
    void versionsThatAreNoNumbersLeaveItToTheWatch() {
        known.told(profile("a", "first"));

        known.wrote(profile("b", "second"));

        assertThat(shown()).isEqualTo("first");
    }

    private String shown() {
        return known.find("m").orElseThrow().displayName();
    }

    private static Published profile(String version, String displayName) {
        return Published.read(new JsonObject()
                .put("metadata", new JsonObject().put("name", "m").put("resourceVersion", version))
                .put("spec", new JsonObject().put("displayName", displayName)));
    }
}
