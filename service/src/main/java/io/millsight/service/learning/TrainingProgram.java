package io.millsight.service.learning;

import java.nio.file.Path;
import java.util.List;

/**
 * How trainings are started: the same program in a process of its own, with its own memory, whose crash does not concern the service.
 *
 * @param command what starts the program, without the words of its command line
 * @param base the folder of the base model
 * @param answering options with which the service's model answers, so that models are measured as they will answer
 */
public record TrainingProgram(List<String> command, Path base, List<String> answering) {

    public TrainingProgram {
        command = List.copyOf(command);
        answering = List.copyOf(answering);
    }
}
