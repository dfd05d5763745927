package dev.loopline.samples.runs;

import dev.loopline.samples.pickle.PyObject;
import java.util.List;

/**
 * What the loops of a run share.
 *
 * @param files the home
 * @param run where and how it writes
 * @param log its log
 * @param objects its makers of objects
 * @param state what its loop object remembers
 * @param folders its workspaces
 * @param acceptedFactors experiments of factors that were accepted so far; grows
 * @param acceptedModels experiments of models that were accepted so far; grows
 * @param acceptedNames the factors of the former; grows
 * @param acceptedNetworks the models of the latter; grows
 */
record RunContext(
        HomeFiles files,
        RunSettings run,
        RunLog log,
        RunObjects objects,
        LoopState state,
        ExperimentFolders folders,
        List<PyObject> acceptedFactors,
        List<PyObject> acceptedModels,
        List<String> acceptedNames,
        List<RunModel> acceptedNetworks) {}
