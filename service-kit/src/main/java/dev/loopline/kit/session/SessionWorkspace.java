package dev.loopline.kit.session;

/**
 * A folder that a loop worked in.
 *
 * @param path as recorded, in the spelling of the machine that ran RD-Agent
 * @param experiment whether the backtest ran in it; otherwise it holds the code of one factor or model
 */
public record SessionWorkspace(String path, boolean experiment) {}
