package dev.loopline.importer.pages;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/**
 * All words of the pages, in Chinese; {@code messages/msg_en.properties} has them in English. The build fails if a page
 * uses a word that is not here, or with other parameters.
 */
@MessageBundle(value = "msg", locale = "zh")
public interface Words {

    @Message("RD-Agent 目录")
    String appTitle();

    @Message("跳到正文")
    String skipToContent();

    @Message("主导航")
    String navigation();

    @Message("循环")
    String loops();

    @Message("因子")
    String factors();

    @Message("模型")
    String models();

    @Message("策略")
    String strategies();

    @Message("同步")
    String sync();

    @Message("循环")
    String loop();

    @Message("因子")
    String factor();

    @Message("模型")
    String model();

    @Message("策略")
    String strategy();

    @Message("English")
    String otherLanguage();

    @Message("{total} 条，显示第 {first} 至 {last} 条")
    String results(long total, long first, long last);

    @Message("0 条")
    String noResults();

    @Message("还没有数据。循环完成后会自动出现在这里。")
    String nothingYet();

    @Message("没有符合条件的记录。")
    String nothingFits();

    @Message("清除条件")
    String clearFilters();

    @Message("搜索")
    String search();

    @Message("查询")
    String apply();

    @Message("全部")
    String all();

    @Message("来源")
    String source();

    @Message("地区")
    String region();

    @Message("标签")
    String tag();

    @Message("任务")
    String taskRun();

    @Message("循环号")
    String loopNumber();

    @Message("动作")
    String action();

    @Message("状态")
    String status();

    @Message("结论")
    String decision();

    @Message("采纳")
    String accepted();

    @Message("未采纳")
    String refused();

    @Message("步骤")
    String stepName();

    @Message("模型类型")
    String modelType();

    @Message("工作区")
    String workspace();

    @Message("名称")
    String name();

    @Message("表达式")
    String expression();

    @Message("年化收益")
    String annualReturn();

    @Message("最大回撤")
    String maxDrawdown();

    @Message("夏普")
    String sharpe();

    @Message("IC")
    String ic();

    @Message("ICIR")
    String icIr();

    @Message("胜率")
    String winRate();

    @Message("资产包")
    String bundle();

    @Message("因子数")
    String factorCount();

    @Message("出现次数")
    String occurrences();

    @Message("市场")
    String market();

    @Message("实现")
    String implementation();

    @Message("特征数")
    String featureCount();

    @Message("上一页")
    String previousPage();

    @Message("下一页")
    String nextPage();

    @Message("分页")
    String pages();

    @Message("第 {page} / {pages} 页")
    String pageOf(long page, long pages);

    @Message("每页")
    String rowsPerPage();

    @Message("升序")
    String ascending();

    @Message("降序")
    String descending();

    @Message("是")
    String yes();

    @Message("否")
    String no();

    @Message("阶段")
    String timeline();

    @Message("RD-Agent 开始")
    String stageStarted();

    @Message("RD-Agent 完成")
    String stageEnded();

    @Message("已登记")
    String stageRegistered();

    @Message("元数据补齐")
    String stageBackfilled();

    @Message("已打包")
    String stageBundled();

    @Message("已编目")
    String stageCatalogued();

    @Message("已入库")
    String stageImported();

    @Message("资产包到达 AIstock")
    String stageBundleHere();

    @Message("修订 {number}")
    String revision(String number);

    @Message("序号 {number}")
    String sequence(String number);

    @Message("{count} 个工作区")
    String workspaceCount(String count);

    @Message("{count} 个文件")
    String fileCount(String count);

    @Message("完成")
    String done();

    @Message("等待")
    String waiting();

    @Message("失败")
    String failed();

    @Message("时间未记录")
    String unknownTime();

    @Message("指标")
    String figures();

    @Message("全部指标")
    String allMetrics();

    @Message("曲线")
    String curves();

    @Message("净值")
    String equityCurve();

    @Message("回撤")
    String drawdownCurve();

    @Message("组合（不计成本）")
    String equity();

    @Message("组合（计成本）")
    String equityCost();

    @Message("基准")
    String benchmark();

    @Message("没有曲线：循环没有 ret_schema.json，或资产包还未到达。")
    String noCurves();

    @Message("从 {from} 到 {to}，共 {days} 个交易日，期末净值 {last}")
    String curveText(String from, String to, int days, String last);

    @Message("最大回撤 {lowest}")
    String drawdownText(String lowest);

    @Message("结论与总结")
    String conclusion();

    @Message("假设")
    String hypothesis();

    @Message("执行")
    String execution();

    @Message("数值反馈")
    String valueFeedback();

    @Message("形态反馈")
    String shapeFeedback();

    @Message("代码评审")
    String codeCritic();

    @Message("局限")
    String limitations();

    @Message("代码")
    String code();

    @Message("显示 {name}")
    String showCode(String name);

    @Message("没有代码文件。")
    String noCode();

    @Message("文件")
    String files();

    @Message("没有文件。")
    String noFiles();

    @Message("文件")
    String file();

    @Message("大小")
    String size();

    @Message("SHA-256")
    String digest();

    @Message("下载资产包")
    String downloadBundle();

    @Message("资产包状态")
    String bundleState();

    @Message("原因")
    String bundleReason();

    @Message("缺少")
    String missingParts();

    @Message("完整")
    String complete();

    @Message("完备性")
    String readiness();

    @Message("路径")
    String paths();

    @Message("日志目录")
    String logDir();

    @Message("出现的循环")
    String loopsOfFactor();

    @Message("详情")
    String details();

    @Message("没有找到")
    String notFound();

    @Message("没有这条记录，可能已被撤回。")
    String notFoundText();

    @Message("同步 Catalog")
    String syncCatalog();

    @Message("循环会自动入库，无需同步。同步会把目录服务的全部内容与数据表逐条比较并修复差异。")
    String syncExplained();

    @Message("最近一次同步")
    String lastRun();

    @Message("还没有同步过。")
    String noRun();

    @Message("状态")
    String state();

    @Message("阶段")
    String phase();

    @Message("进度")
    String progress();

    @Message("开始")
    String started();

    @Message("结束")
    String finished();

    @Message("用时")
    String duration();

    @Message("错误")
    String lastError();

    @Message("目录")
    String kind();

    @Message("总数")
    String total();

    @Message("插入")
    String inserted();

    @Message("更新")
    String updated();

    @Message("未变")
    String unchanged();

    @Message("删除")
    String deleted();

    @Message("跳过")
    String skipped();

    @Message("拒绝")
    String rejected();

    @Message("历史")
    String history();

    @Message("编号")
    String run();

    @Message("仅新于")
    String since();

    @Message("进行中")
    String running();

    @Message("成功")
    String success();

    @Message("失败")
    String failure();

    @Message("空闲")
    String idle();

    @Message("自动到达")
    String arrivals();

    @Message("服务启动以来入库")
    String importedSinceStart();

    @Message("撤回")
    String withdrawnSinceStart();

    @Message("最近入库")
    String lastImport();

    @Message("死信")
    String deadLetters();

    @Message("服务无法处理的事件，原文保留。重试会把原事件送回原主题。")
    String deadLettersExplained();

    @Message("没有死信。")
    String noDeadLetters();

    @Message("无法读取死信：{why}")
    String lettersUnknown(String why);

    @Message("正在读取……")
    String loading();

    @Message("服务")
    String service();

    @Message("键")
    String key();

    @Message("原因")
    String reason();

    @Message("说明")
    String explanation();

    @Message("时间")
    String failedAt();

    @Message("次数")
    String attempts();

    @Message("重试")
    String retry();

    @Message("重试 {key}")
    String retryOf(String key);

    @Message("已送回 {topic}")
    String retrySent(String topic);

    @Message("未送回：该循环已有更新的事件")
    String retrySuperseded();

    @Message("未送回：没有记录来源")
    String retryNoSource();

    @Message("死信已不存在")
    String retryGone();

    @Message("被拒绝的条目")
    String rejectedEntries();

    @Message("没有被拒绝的条目。")
    String noRejected();

    @Message("条目")
    String entry();

    @Message("字段")
    String field();

    @Message("需要访问令牌")
    String tokenTitle();

    @Message("此操作会修改数据。令牌只保存在本标签页。")
    String tokenText();

    @Message("令牌")
    String token();

    @Message("确定")
    String ok();

    @Message("取消")
    String cancel();

    @Message("请求失败")
    String requestFailed();

    @Message("概览")
    String summary();

    @Message("选股中心")
    String inSelection();

    @Message("打开循环")
    String openLoop();
}
