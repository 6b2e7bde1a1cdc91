package io.clustergateway.chart;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class StatusPageTest {
    private static final String FLAG = "--status-page=true";

    @Test
    void isThereWhereAskedAndOnlyThere() {
        assertThat(Manifests.render(template -> template).arguments()).doesNotContain(FLAG);
        assertThat(Manifests.render(template -> template.set("statusPage.enabled", true))
                        .arguments())
                .contains(FLAG);
    }
}
