import sharp from "sharp";
async function row(names: string[], out: string, h = 700) {
  const ims = await Promise.all(names.map(n => sharp(`/tmp/shots/${n}.png`).resize({height:h}).png().toBuffer({resolveWithObject:true})));
  let x = 0; const comp = ims.map(i => { const c = {input:i.data, left:x, top:0}; x += i.info.width; return c; });
  await sharp({create:{width:x,height:h,channels:3,background:"#888"}}).composite(comp).png().toFile(out);
}
await row(["d-edit-1280","d-columns-1280"],"/tmp/shots/e1.png");
await row(["d-undo-1280","d-chosen-1280"],"/tmp/shots/e2.png");
await row(["d-edit-375","d-columns-375","d-help-375","d-chosen-375","d-undo-375"],"/tmp/shots/e3.png");
