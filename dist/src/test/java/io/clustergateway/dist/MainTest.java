package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class MainTest {
    @Test
    void eachCommandHasTheNameByWhichItIsFound() {
        assertThat(Main.line().getSubcommands())
                .isNotEmpty()
                .allSatisfy(
                        (name, command) -> assertThat(command.getCommandName()).isEqualTo(name));
    }

    @Test
    void aCommandAloneIsReadAsAmongAllOfThem() {
        for (CommandLine command : Main.line().getSubcommands().values()) {
            String alone = Main.line(command.getCommandName())
                    .getSubcommands()
                    .get(command.getCommandName())
                    .getUsageMessage();
            assertThat(alone).isEqualTo(command.getUsageMessage());
        }
    }

    @Test
    void onlyTheCommandThatIsMeantIsRead() {
        assertThat(Main.line("list", "-o", "json").getSubcommands()).containsOnlyKeys("list");
    }

    @Test
    void wordsThatMeanNoCommandAreReadWithAllOfThem() {
        int all = Main.line().getSubcommands().size();
        assertThat(Main.line("help", "list").getSubcommands()).hasSize(all);
        assertThat(Main.line("lst").getSubcommands()).hasSize(all);
        assertThat(Main.line("--version").getSubcommands()).hasSize(all);
    }
}
