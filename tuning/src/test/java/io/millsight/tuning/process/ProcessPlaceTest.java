package io.millsight.tuning.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millsight.runs.InvalidSettingException;
import io.millsight.torch.Rendezvous;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessPlaceTest {

    /** The variables that torchrun sets in the fourth of four processes on two machines. */
    private static Map<String, String> torchrun() {
        return new HashMap<>(Map.of(
                "RANK", "3",
                "WORLD_SIZE", "4",
                "LOCAL_RANK", "1",
                "LOCAL_WORLD_SIZE", "2",
                "MASTER_ADDR", "node-1",
                "MASTER_PORT", "4242",
                "GLOO_SOCKET_IFNAME", "eth0"));
    }

    @Test
    void withoutVariablesAProcessIsAlone() {
        assertThat(ProcessPlace.of(Map.of("HOME", "/root"))).isEmpty();
    }

    @Test
    void readsWhatTorchrunSets() {
        assertThat(ProcessPlace.of(torchrun()))
                .contains(new ProcessPlace(3, 4, 1, 2, new Rendezvous.ServerPort("node-1", 4242, false)));
    }

    @Test
    void processesOfOneMachineNeedNoInterfaceAndNoPort() {
        Map<String, String> variables = Map.of("RANK", "1", "WORLD_SIZE", "2", "MASTER_ADDR", "localhost");
        assertThat(ProcessPlace.of(variables))
                .contains(new ProcessPlace(1, 2, 1, 2, new Rendezvous.ServerPort("localhost", 29_500, true)));
    }

    @Test
    void readsWhatSlurmSets() {
        Map<String, String> variables = Map.of(
                "SLURM_PROCID", "1",
                "SLURM_NTASKS", "4",
                "SLURM_LOCALID", "1",
                "SLURM_NTASKS_PER_NODE", "2",
                "SLURM_NNODES", "2",
                "MASTER_ADDR", "node-1",
                "GLOO_SOCKET_IFNAME", "ib0");
        assertThat(ProcessPlace.of(variables))
                .contains(new ProcessPlace(1, 4, 1, 2, new Rendezvous.ServerPort("node-1", 29_500, false)));
    }

    @Test
    void aSlurmJobOfOneTaskIsOneProcess() {
        assertThat(ProcessPlace.of(Map.of("SLURM_PROCID", "0", "SLURM_NTASKS", "1")))
                .isEmpty();
    }

    @Test
    void processesOfALauncherMeetInAFile() {
        Map<String, String> variables = Map.of("RANK", "0", "WORLD_SIZE", "2", "MILLSIGHT_STORE", "/tmp/here");
        assertThat(ProcessPlace.of(variables))
                .contains(new ProcessPlace(0, 2, 0, 2, new Rendezvous.SharedFile(Path.of("/tmp/here"))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    RANK             | 4     | RANK: "4" is no whole number from 0 to 3;
                    RANK             | one   | RANK: "one" is no whole number from 0 to 3;
                    WORLD_SIZE       | 0     | WORLD_SIZE: "0" is no whole number from 1 on;
                    LOCAL_WORLD_SIZE | 5     | LOCAL_WORLD_SIZE: "5" is no whole number from 1 to 4;
                    LOCAL_RANK       | 2     | LOCAL_RANK: "2" is no whole number from 0 to 1;
                    MASTER_PORT      | 70000 | MASTER_PORT: "70000" is no whole number from 1 to 65535;
                    """)
    void refusesAWrongVariable(String name, String value, String message) {
        Map<String, String> variables = torchrun();
        variables.put(name, value);
        assertRefused(variables, message);
    }

    @ParameterizedTest
    @CsvSource({"RANK", "WORLD_SIZE", "LOCAL_RANK", "MASTER_ADDR", "GLOO_SOCKET_IFNAME"})
    void namesAMissingVariable(String name) {
        Map<String, String> variables = torchrun();
        variables.remove(name);
        assertRefused(variables, name + ": is not set; training in several processes needs it (");
    }

    @Test
    void processesOfSeveralMachinesNeedTheirNumberPerMachine() {
        assertRefused(
                Map.of("SLURM_PROCID", "1", "SLURM_NTASKS", "4", "SLURM_NNODES", "2", "MASTER_ADDR", "node-1"),
                "SLURM_NTASKS_PER_NODE: is not set;");
    }

    private static void assertRefused(Map<String, String> variables, String message) {
        assertThatThrownBy(() -> ProcessPlace.of(variables))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith(message);
    }
}
