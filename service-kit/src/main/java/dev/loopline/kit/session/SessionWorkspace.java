package dev.loopline.kit.session;

import org.jspecify.annotations.Nullable;

/**
 * A folder that a loop worked in.
 *
 * @param path as recorded, in the spelling of the machine that ran RD-Agent
 * @param experiment whether the backtest ran in it; otherwise it holds the code of one factor or model
 * @param task name of the factor or model whose code it holds; null for the experiment's own workspace, or if nothing tells
 */
public record SessionWorkspace(
        String path, boolean experiment, @Nullable String task) {}
