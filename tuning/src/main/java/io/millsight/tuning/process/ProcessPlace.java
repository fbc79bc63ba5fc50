package io.millsight.tuning.process;

import io.millsight.runs.InvalidSettingException;
import io.millsight.torch.ProcessGroup;
import io.millsight.torch.Rendezvous;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The place of a process among those that train together.
 *
 * @param rank its number, from 0
 * @param size number of processes
 * @param localRank its number among those of its machine
 * @param localSize number of processes of its machine
 * @param rendezvous where they find each other
 */
public record ProcessPlace(int rank, int size, int localRank, int localSize, Rendezvous rendezvous) {

    /** Names the file in which processes of one machine find each other. Set by the program that starts them. */
    public static final String STORE_VARIABLE = "MILLSIGHT_STORE";

    public static final String RANK = "RANK";
    public static final String SIZE = "WORLD_SIZE";
    public static final String LOCAL_RANK = "LOCAL_RANK";
    public static final String LOCAL_SIZE = "LOCAL_WORLD_SIZE";
    private static final String ADDRESS = "MASTER_ADDR";
    private static final String PORT = "MASTER_PORT";
    private static final int USUAL_PORT = 29_500; // of torchrun
    private static final int HIGHEST_PORT = 65_535;

    private static final String SLURM_RANK = "SLURM_PROCID";
    private static final String SLURM_SIZE = "SLURM_NTASKS";
    private static final String SLURM_LOCAL_RANK = "SLURM_LOCALID";
    private static final String SLURM_LOCAL_SIZE = "SLURM_NTASKS_PER_NODE";
    private static final String SLURM_MACHINES = "SLURM_NNODES";

    /**
     * Reads the variables that torchrun sets, or those of Slurm's srun. Empty if there are none, or Slurm runs one task.
     *
     * @throws InvalidSettingException if a variable is missing or wrong
     */
    public static Optional<ProcessPlace> of(Map<String, String> environment) {
        if (environment.containsKey(RANK) || environment.containsKey(SIZE)) {
            return Optional.of(read(environment, new Names(RANK, SIZE, LOCAL_RANK, LOCAL_SIZE)));
        }
        if (environment.containsKey(SLURM_RANK)
                && !environment.getOrDefault(SLURM_SIZE, "1").equals("1")) {
            return Optional.of(
                    read(environment, new Names(SLURM_RANK, SLURM_SIZE, SLURM_LOCAL_RANK, SLURM_LOCAL_SIZE)));
        }
        return Optional.empty();
    }

    private record Names(String rank, String size, String localRank, String localSize) {}

    private static ProcessPlace read(Map<String, String> environment, Names names) {
        int size = number(environment, names.size, 1, Integer.MAX_VALUE, null);
        int rank = number(environment, names.rank, 0, size - 1, null);
        boolean severalMachines = !environment.getOrDefault(SLURM_MACHINES, "1").equals("1");
        int localSize = number(environment, names.localSize, 1, size, severalMachines ? null : size);
        int localRank = number(environment, names.localRank, 0, localSize - 1, localSize == size ? rank : null);
        return new ProcessPlace(rank, size, localRank, localSize, rendezvous(environment, localSize == size));
    }

    private static Rendezvous rendezvous(Map<String, String> environment, boolean oneMachine) {
        String store = environment.get(STORE_VARIABLE);
        if (store != null) {
            return new Rendezvous.SharedFile(Path.of(store));
        }
        String address = environment.get(ADDRESS);
        if (address == null) {
            throw missing(ADDRESS, "the name of the machine of process 0");
        }
        if (!oneMachine && !environment.containsKey(ProcessGroup.INTERFACE_VARIABLE)) {
            throw missing(
                    ProcessGroup.INTERFACE_VARIABLE,
                    "the network interface over which the machines talk, such as eth0; `ip -brief address` lists them");
        }
        return new Rendezvous.ServerPort(address, number(environment, PORT, 1, HIGHEST_PORT, USUAL_PORT), oneMachine);
    }

    private static int number(
            Map<String, String> environment, String name, int least, int most, @Nullable Integer fallback) {
        String text = environment.get(name);
        if (text == null) {
            if (fallback == null) {
                throw missing(name, "a whole number");
            }
            return fallback;
        }
        try {
            int value = Integer.parseInt(text.strip());
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // refused below
        }
        throw new InvalidSettingException(name + ": \"" + text + "\" is no whole number from " + least
                + (most == Integer.MAX_VALUE ? " on" : " to " + most)
                + "; several processes are started with --nproc, torchrun or srun");
    }

    private static InvalidSettingException missing(String name, String meaning) {
        return new InvalidSettingException(name + ": is not set; training in several processes needs it (" + meaning
                + "). torchrun sets the variables of a process; --nproc needs none; without several processes, unset "
                + RANK
                + " and " + SIZE);
    }
}
